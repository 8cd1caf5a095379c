/** Characters of one message: the server takes twice as many. */
const piece = 32_768
/** Milliseconds without room for more, after which the learner is told. */
const patienceMs = 5000

/** What is typed here, on its way to the server: a long paste goes in pieces, each when there is room for it. */
export class Outbox {
  private rest = ''
  private waits = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    /** `more`: more will follow, once it is `ready`. */
    private readonly send: (data: string, more: boolean) => void,
    private readonly stuck: () => void,
  ) {}

  type(data: string): void {
    // Ctrl-C: what it should stop must not come before it.
    if (data === '\x03') this.rest = ''
    if (data === '\x03' && this.waits) return this.send(data, false)
    this.rest += data
    if (!this.waits) this.next()
  }

  /** There is room. */
  ready(): void {
    if (!this.waits) return
    this.waits = false
    clearTimeout(this.timer)
    this.next()
  }

  private next(): void {
    const half = /[\ud800-\udbff]/.test(this.rest.charAt(piece - 1))
    const data = this.rest.slice(0, half ? piece - 1 : piece)
    if (data === '') return
    this.rest = this.rest.slice(data.length)
    this.waits = this.rest !== ''
    if (this.waits) this.timer = setTimeout(this.stuck, patienceMs)
    this.send(data, this.waits)
  }

  /** Forgets what was not sent. */
  reset(): void {
    this.rest = ''
    this.waits = false
    clearTimeout(this.timer)
  }
}
