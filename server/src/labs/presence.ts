/** Milliseconds in which a person who goes on typing is told of once. */
const quietMs = 1000

/** Whether a person is there: their open windows, and when they last did something. */
export class Presence {
  /** Milliseconds since 1970; null: the page is open somewhere. */
  awaySince: number | null = Date.now()
  /** When something was last typed or clicked in a lab; milliseconds since 1970. */
  acted: number | null = null
  private readonly windows = new Set<string>()

  /** A window was opened (`open`) or closed. */
  window(id: string, open: boolean): void {
    if (open) this.windows.add(id)
    else this.windows.delete(id)
    this.awaySince = this.windows.size > 0 ? null : (this.awaySince ?? Date.now())
  }

  /** Something was typed or clicked. Gives whether that is the first time after a pause. */
  acts(): boolean {
    const paused = this.acted === null || Date.now() - this.acted > quietMs
    this.acted = Date.now()
    return paused
  }
}
