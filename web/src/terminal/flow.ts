/** Bytes drawn before the server is told. */
const batch = 16 * 1024

/**
 * Counts what has been drawn and tells the server in batches, and at once when nothing is left to draw,
 * so that it sends as fast as this window draws and no faster.
 */
export class Flow {
  private queued = 0
  private drawn = 0

  constructor(private readonly tell: (bytes: number) => void) {}

  /** Bytes have come; the returned function says that they are drawn. */
  received(bytes: number): () => void {
    this.queued += bytes
    return () => {
      this.queued -= bytes
      this.drawn += bytes
      if (this.drawn < batch && this.queued > 0) return
      if (this.drawn > 0) this.tell(this.drawn)
      this.drawn = 0
    }
  }
}
