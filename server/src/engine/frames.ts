/** The frames that a node's agent speaks (images/node/agent/): 1 byte kind, 4 bytes length, payload. What comes from there is hostile. */

import { LabError } from '../errors'

const kibibyte = 1024

/** Bytes of payload that the agent takes in one frame (FRAME in agent.h). */
export const sentLimitBytes = 1024 * kibibyte

/** Kinds of frames that may come on a connection, each with the bytes of payload that it has at least and at most. */
export type Kinds = Readonly<Record<string, readonly [leastBytes: number, mostBytes: number]>>

/** On a control connection. A state is some 10 KiB, and 450 KiB where every file that is watched is as long as the agent tells. */
export const controlKinds: Kinds = {
  o: [4, 4 + 16 * kibibyte],
  e: [4, 4 + 16 * kibibyte],
  x: [9, 9],
  w: [0, 1024 * kibibyte],
}
/** On a shell's connection. */
export const shellKinds: Kinds = {
  n: [1, 1],
  r: [1, 128 * kibibyte],
  d: [1, 16 * kibibyte],
  x: [4, 4],
}

/** What came is not what an agent says. */
export class ProtocolError extends Error {}

/** One frame, ready to be written. */
export function frame(kind: string, ...parts: (Buffer | string)[]): Buffer {
  const payload = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  if (payload.length > sentLimitBytes) throw new LabError('node.long', { bytes: payload.length })
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

/**
 * Cuts a byte stream into an agent's frames. Every byte is copied once at most, however the stream is cut, and no more than
 * one payload is kept. `push` throws ProtocolError at the first head that no agent sends, before anything of its payload is read.
 */
export class Cutter {
  private readonly head = Buffer.alloc(5)
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

/**
 * Undoes Docker's own framing of an exec without a terminal (1 byte stream, 3 zero, 4 length): each piece is passed on as it
 * comes, so that nothing is kept. `push` throws ProtocolError where no such frame begins.
 */
export class DockerCutter {
  private readonly head = Buffer.alloc(8)
  private headFilled = 0
  private left = 0

  constructor(private readonly each: (stream: 'stdout' | 'stderr', piece: Buffer) => void) {}

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      if (this.left === 0) {
        const part = chunk.copy(this.head, this.headFilled, at)
        this.headFilled += part
        at += part
        if (this.headFilled < this.head.length) return
        if (this.head.readUInt32BE(0) & 0xfcffffff) throw new ProtocolError('the engine begins a frame of no kind')
        this.headFilled = 0
        this.left = this.head.readUInt32BE(4)
        continue
      }
      const piece = chunk.subarray(at, at + this.left)
      this.left -= piece.length
      at += piece.length
      // 0 is stdin, which an engine never sends; 3 is an error of its own.
      this.each((this.head[0] ?? 0) <= 1 ? 'stdout' : 'stderr', piece)
    }
  }
}
