/**
 * Keeps what is read in a scroller where it is on the screen while the pointer is over it and what stands above it grows or
 * shrinks: nothing moves away under the pointer. The returned function ends that.
 */
export function keepSteady(above: HTMLElement, scroller: () => HTMLElement | null): () => void {
  let height = above.offsetHeight
  const observer = new ResizeObserver(() => {
    const grown = above.offsetHeight - height
    height += grown
    const text = scroller()
    if (text?.matches(':hover')) text.scrollTop += grown
  })
  observer.observe(above)
  return () => observer.disconnect()
}
