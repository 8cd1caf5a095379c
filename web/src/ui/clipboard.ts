/** Copies text; says whether it worked. Pages served without TLS from another machine lack the clipboard API. */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      // Refused by the browser's settings: the old way may still be allowed.
    }
  }
  const active = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  if (active instanceof HTMLElement) active.focus()
  return copied
}
