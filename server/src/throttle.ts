/**
 * Calls at once, and for all that comes within `everyMs` milliseconds after that once more, with the newest value, when they
 * are over. Who makes it disposes of it.
 */
export class Throttle<T = void> {
  private waiting: { value: T } | null = null
  private timer: NodeJS.Timeout | null = null

  constructor(
    private readonly everyMs: number,
    private readonly call: (value: T) => void,
  ) {}

  /** Has it called with this value, now or later. */
  take(value: T): void {
    if (this.timer) return void (this.waiting = { value })
    this.timer = setTimeout(() => this.next(), this.everyMs).unref()
    this.call(value)
  }

  private next(): void {
    const { waiting } = this
    this.dispose()
    if (waiting) this.take(waiting.value)
  }

  /** Forgets what still waits. It may be used again: the next value is told at once. */
  dispose(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = this.waiting = null
  }
}
