/** How many times as long as the last time took the next one waits, so that nobody can make it all that is done. */
const restFactor = 10

/**
 * Does something for as long as it is wanted: never twice at once, and with a rest after each. `work` deals with its own
 * failures. Who makes it closes it.
 */
export class Paced {
  private busy = false
  private closed = false
  private timer: NodeJS.Timeout | null = null

  constructor(
    private readonly wanted: () => boolean,
    private readonly work: () => Promise<void>,
    private readonly leastRestMs: number,
  ) {}

  /** It may be wanted now. */
  nudge(): void {
    if (this.busy || this.closed || !this.wanted()) return
    this.busy = true
    void this.go()
  }

  private async go(): Promise<void> {
    const begunMs = performance.now()
    await this.work()
    if (this.closed) return
    const restMs = Math.max(this.leastRestMs, restFactor * (performance.now() - begunMs))
    this.timer = setTimeout(() => {
      this.busy = false
      this.nudge()
    }, restMs).unref()
  }

  close(): void {
    this.closed = true
    if (this.timer) clearTimeout(this.timer)
  }
}
