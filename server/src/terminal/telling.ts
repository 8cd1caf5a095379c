/** Tells something at once, and what comes soon after that once more, later: at most every `everyMs`. */
export class Telling {
  private timer: NodeJS.Timeout | null = null
  private again = false

  constructor(
    private readonly everyMs: number,
    private readonly say: () => void,
  ) {}

  tell(): void {
    if (this.timer) {
      this.again = true
      return
    }
    this.timer = setTimeout(() => {
      this.timer = null
      if (!this.again) return
      this.again = false
      this.tell()
    }, this.everyMs).unref()
    this.say()
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }
}
