/** Milliseconds for which what was reached must have lasted to be forgiven what was before. */
const goodMs = 60_000

/** When to try again to reach something. */
export class Backoff {
  private count = 0
  private since = 0
  private until = 0

  constructor(
    /** Milliseconds until the second attempt; each one after it waits twice as long. */
    private readonly firstMs: number,
  ) {}

  /** Whether it is too early for another attempt. */
  get waits(): boolean {
    return Date.now() < this.until
  }

  /** Attempts so far after which it was not reached, or not for long. */
  get failures(): number {
    if (this.since > 0 && Date.now() - this.since > goodMs) this.count = 0
    return this.count
  }

  /** It was reached. */
  connected(): void {
    this.since = Date.now()
  }

  /** It cannot be reached, or no longer: gives the milliseconds until the next attempt. */
  next(mostMs: number): number {
    const ms = Math.min(mostMs, this.firstMs * 2 ** this.failures)
    this.count++
    this.since = 0
    this.until = Date.now() + ms
    return ms
  }

  reset(): void {
    this.count = this.since = this.until = 0
  }
}
