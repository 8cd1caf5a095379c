/** What one node's connections may bring together in each slice of time; a terminal that prints as fast as it can stays below. */
const slice = { ms: 50, bytes: 2 * 2 ** 20, frames: 4000 }

/** A stream that can be made to wait. */
interface Held {
  pause(): void
  resume(): void
}

/**
 * Keeps a node that talks without end from taking the server's time from the others: whoever brings more than a slice's
 * worth waits until the next. Who makes it disposes of it.
 */
export class Meter {
  private bytes = 0
  private frames = 0
  private readonly waiting = new Set<Held>()
  private timer: NodeJS.Timeout | null = null

  /** So much has come by this stream. */
  count(from: Held, bytes: number, frames: number): void {
    this.bytes += bytes
    this.frames += frames
    this.timer ??= setTimeout(() => this.next(), slice.ms).unref()
    if (this.bytes < slice.bytes && this.frames < slice.frames) return
    this.waiting.add(from)
    from.pause()
  }

  private next(): void {
    this.timer = null
    this.bytes = this.frames = 0
    const waiting = [...this.waiting]
    this.waiting.clear()
    for (const held of waiting) held.resume()
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer)
    this.waiting.clear()
  }
}
