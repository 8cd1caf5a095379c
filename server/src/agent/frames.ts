import { LabError, ProtocolError } from '../errors'
import { type Kinds, frameBytes } from './protocol'

/** Frames as bytes. What comes from a node is hostile. */

/** One frame, ready to be written. */
export function frame(kind: string, ...parts: (Buffer | string)[]): Buffer {
  const payload = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  if (payload.length > frameBytes.payload) throw new LabError('node.long', { bytes: payload.length })
  const head = Buffer.alloc(frameBytes.head)
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

/**
 * Cuts a byte stream into an agent's frames. Every byte is copied once at most, however the stream is cut, and no more than
 * one payload is kept. `push` throws ProtocolError at the first head that no agent sends, before anything of its payload is read.
 */
export class FrameReader {
  private readonly head = Buffer.alloc(frameBytes.head)
  private headFilled = 0
  private payload = Buffer.alloc(0)
  private filled = 0

  constructor(
    private readonly kinds: Kinds,
    private readonly each: (kind: string, payload: Buffer) => void,
  ) {}

  /** Takes the next bytes; calls back for every whole frame in them. */
  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      if (this.headFilled < this.head.length) {
        const part = chunk.copy(this.head, this.headFilled, at)
        this.headFilled += part
        at += part
        if (this.headFilled < this.head.length) return
        const length = this.announced()
        // What lies whole in the chunk needs no copy.
        if (chunk.length - at >= length) {
          this.tell(chunk.subarray(at, at + length))
          at += length
        } else {
          this.payload = Buffer.allocUnsafe(length)
          this.filled = 0
        }
        continue
      }
      const part = chunk.copy(this.payload, this.filled, at)
      this.filled += part
      at += part
      if (this.filled === this.payload.length) this.tell(this.payload)
    }
  }

  private get kind(): string {
    return String.fromCharCode(this.head[0] ?? 0)
  }

  private announced(): number {
    const length = this.head.readUInt32BE(1)
    const range = Object.hasOwn(this.kinds, this.kind) ? this.kinds[this.kind] : undefined
    if (!range) throw new ProtocolError(`it begins a frame with ${JSON.stringify(this.head.toString('latin1'))}`)
    if (length < range[0] || length > range[1]) throw new ProtocolError(`a frame '${this.kind}' of ${length} bytes`)
    return length
  }

  private tell(payload: Buffer): void {
    const { kind } = this
    this.headFilled = 0
    this.payload = Buffer.alloc(0)
    this.each(kind, payload)
  }
}
