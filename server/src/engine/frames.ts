/** The frames that a node's agent speaks (images/node/agent/): 1 byte kind, 4 bytes length, payload. */

/** One frame, ready to be written. */
export function frame(kind: string, ...parts: (Buffer | string)[]): Buffer {
  const payload = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  const head = Buffer.alloc(5)
  head.write(kind, 0, 'latin1')
  head.writeUInt32BE(payload.length, 1)
  return Buffer.concat([head, payload])
}

/** Unsigned 32-bit numbers, big endian. */
export function numbers(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length)
  values.forEach((value, index) => buffer.writeUInt32BE(value >>> 0, 4 * index))
  return buffer
}

/** A terminal size: columns, rows, 16 bits each. */
export function cells(cols: number, rows: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt16BE(cols, 0)
  buffer.writeUInt16BE(rows, 2)
  return buffer
}

/** Cuts a byte stream into frames of a head of `size` bytes, whose length field stands at `lengthAt`. */
export class Cutter {
  private rest: Buffer = Buffer.alloc(0)

  constructor(
    private readonly size: number,
    private readonly lengthAt: number,
    private readonly each: (kind: number, payload: Buffer) => void,
  ) {}

  /** Takes the next bytes; calls back for every whole frame in them. */
  push(chunk: Buffer): void {
    this.rest = this.rest.length ? Buffer.concat([this.rest, chunk]) : chunk
    let at = 0
    while (this.rest.length - at >= this.size) {
      const length = this.rest.readUInt32BE(at + this.lengthAt)
      if (this.rest.length - at < this.size + length) break
      this.each(this.rest[at] ?? 0, this.rest.subarray(at + this.size, at + this.size + length))
      at += this.size + length
    }
    this.rest = this.rest.subarray(at)
  }
}

/** Docker's own framing of an exec without a terminal: 1 byte stream, 3 zero, 4 length. */
export const dockerCutter = (each: (stream: number, payload: Buffer) => void) => new Cutter(8, 4, each)
/** The agent's framing. */
export const agentCutter = (each: (kind: string, payload: Buffer) => void) =>
  new Cutter(5, 1, (kind, payload) => each(String.fromCharCode(kind), payload))
