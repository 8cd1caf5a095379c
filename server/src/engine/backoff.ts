/** Milliseconds until the first further attempt; each one after it waits twice as long. */
const firstMs = 2000
/** Milliseconds for which a connection must have lasted to be forgiven what was before. */
const goodMs = 60_000

/** When to try again to reach a node. */
export class Backoff {
  private failures = 0
  private since = 0
  private until = 0

  /** Whether it is too early for another attempt. */
  get waits(): boolean {
    return Date.now() < this.until
  }

  /** It was reached. */
  connected(): void {
    this.since = Date.now()
  }

  /** It cannot be reached, or no longer: gives the milliseconds until the next attempt. */
  next(mostMs: number): number {
    if (this.since > 0 && Date.now() - this.since > goodMs) this.failures = 0
    this.since = 0
    const ms = Math.min(mostMs, firstMs * 2 ** this.failures++)
    this.until = Date.now() + ms
    return ms
  }

  reset(): void {
    this.failures = this.since = this.until = 0
  }
}
