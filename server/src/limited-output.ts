/** Output that is kept up to a limit; what comes after that is dropped. It takes room as it is filled. */
export class LimitedOutput {
  private data = Buffer.alloc(0)
  private filled = 0

  constructor(private readonly limitBytes: number) {}

  add(chunk: Buffer): void {
    const part = chunk.subarray(0, this.limitBytes - this.filled)
    const needed = this.filled + part.length
    if (needed > this.data.length) {
      const larger = Buffer.alloc(Math.min(this.limitBytes, Math.max(needed, 2 * this.data.length)))
      this.data.copy(larger, 0, 0, this.filled)
      this.data = larger
    }
    part.copy(this.data, this.filled)
    this.filled = needed
  }

  /** As text; bytes that are none are replaced. */
  toString(): string {
    return this.data.toString('utf8', 0, this.filled)
  }
}
