/** Lets things happen `burst` times at once, and then so many times a second. */
export class Pace {
  private left: number
  private at = Date.now()

  constructor(
    private readonly burst: number,
    private readonly perSecond: number,
  ) {
    this.left = burst
  }

  /** Takes one turn, if one is left. */
  take(): boolean {
    const now = Date.now()
    this.left = Math.min(this.burst, this.left + Math.max(0, now - this.at) * (this.perSecond / 1000))
    this.at = now
    if (this.left < 1) return false
    this.left--
    return true
  }

  /** Takes one turn, waiting for it where none is left; nothing to await otherwise. */
  turn(): Promise<void> | null {
    if (this.take()) return null
    // Below zero: the turns of those who wait.
    const waitMs = ((1 - this.left--) / this.perSecond) * 1000
    return new Promise((resolve) => setTimeout(resolve, waitMs).unref())
  }
}
