/** Milliseconds between two keys of somebody who types. */
const typingMs = 350

/**
 * Tells a key that was pressed alone from one of a text: somebody who types a command while the terminal has not the
 * focus wants nothing of the page. The same key again and again is no text.
 */
export class LoneKey {
  private last = { key: '', at: -Infinity }
  private waiting: { act: () => void; timer: ReturnType<typeof setTimeout> } | null = null

  /** Whoever pressed Escape types no text any more: the next key begins anew. */
  end(): void {
    this.last = { key: '', at: -Infinity }
  }

  /** A key was pressed; what it does is done once no other has followed. */
  press(key: string, act: (() => void) | undefined): void {
    const now = performance.now()
    const text = key !== this.last.key && now - this.last.at < typingMs
    this.last = { key, at: now }
    const before = this.waiting
    this.waiting = null
    if (before) clearTimeout(before.timer)
    if (text) return
    before?.act()
    if (act) this.waiting = { act, timer: setTimeout(() => ((this.waiting = null), act()), typingMs) }
  }
}
