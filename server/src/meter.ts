import { crowd } from './crowd'

/** Milliseconds of a slice of time. */
const sliceMs = 50

/** What may come in each slice of time. `workMs`: how long taking it in may take while several people are connected. */
interface Allowance {
  bytes: number
  messages: number
  workMs: number
}

/** A stream that can be made to wait. */
interface Held {
  pause(): void
  resume(): void
}

/**
 * Keeps a node or a browser that talks without end from taking the server's time from the others: whoever brings more than
 * is allowed waits for as many slices of time as that is worth. Who makes it disposes of it.
 */
export class Meter {
  private bytes = 0
  private messages = 0
  private workMs = 0
  private readonly waiting = new Set<Held>()
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly allowed: Allowance) {}

  /** So much has come by this stream, and taking it in took so many milliseconds. */
  count(from: Held, bytes: number, messages: number, workMs: number): void {
    this.bytes += bytes
    this.messages += messages
    this.workMs += workMs
    this.timer ??= setTimeout(() => this.next(), sliceMs).unref()
    if (!this.full) return
    this.waiting.add(from)
    from.pause()
  }

  private get full(): boolean {
    const { allowed } = this
    const busy = crowd.many && this.workMs >= allowed.workMs
    return this.bytes >= allowed.bytes || this.messages >= allowed.messages || busy
  }

  private next(): void {
    const { allowed } = this
    this.bytes = Math.max(0, this.bytes - allowed.bytes)
    this.messages = Math.max(0, this.messages - allowed.messages)
    this.workMs = crowd.many ? Math.max(0, this.workMs - allowed.workMs) : 0
    const owes = this.bytes > 0 || this.messages > 0 || this.workMs > 0
    this.timer = owes ? setTimeout(() => this.next(), sliceMs).unref() : null
    if (this.full) return
    const waiting = [...this.waiting]
    this.waiting.clear()
    for (const held of waiting) held.resume()
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer)
    this.waiting.clear()
  }
}
