/** An agent made of bytes, for tests of what a node may answer: in place of `docker exec lab-agent connect`. */
import { Duplex } from 'node:stream'
import type Docker from 'dockerode'
import { frame, numbers } from './frames'

/** Docker's framing around what an exec prints. `stream`: 1 stdout, 2 stderr. */
export function wrapped(bytes: Buffer | string, stream = 1): Buffer {
  const body = Buffer.from(bytes)
  const head = Buffer.alloc(8)
  head[0] = stream
  head.writeUInt32BE(body.length, 4)
  return Buffer.concat([head, body])
}

/** One connection, as the agent's end has it. */
export class Line extends Duplex {
  private typed = Buffer.alloc(0)
  /** Bytes said that were listened to. */
  taken = 0
  /** What listening to them has thrown: it would have ended the server. */
  thrown: unknown

  constructor(private readonly heard: (line: Line, kind: string, payload: Buffer) => void) {
    super({ read: () => undefined })
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.typed = Buffer.concat([this.typed, chunk])
    while (this.typed.length >= 5) {
      const end = 5 + this.typed.readUInt32BE(1)
      if (this.typed.length < end) break
      const [kind, payload] = [this.typed.toString('latin1', 0, 1), this.typed.subarray(5, end)]
      this.typed = this.typed.subarray(end)
      this.heard(this, kind, payload)
    }
    done()
  }

  /** Whether anybody takes in what is said: a connection that waits, or is closed, takes nothing from a node. */
  get listened(): boolean {
    return !this.destroyed && !this.isPaused()
  }

  /** Says these bytes as they are, at once. */
  raw(bytes: Buffer): void {
    if (this.destroyed) return
    this.taken += bytes.length
    try {
      this.emit('data', bytes)
    } catch (error) {
      this.thrown ??= error
    }
  }

  /** Says this on the agent's stdout. */
  say(...frames: Buffer[]): void {
    this.raw(wrapped(Buffer.concat(frames)))
  }
}

/** A container in which this agent answers; `lines` are the connections made to it, in order. */
export function containerOf(heard: ConstructorParameters<typeof Line>[0], lines: Line[] = []): Docker.Container {
  const start = () => {
    const line = new Line(heard)
    lines.push(line)
    return Promise.resolve(line)
  }
  return { exec: () => Promise.resolve({ start }) } as unknown as Docker.Container
}

/** Answers as the agent does: lists no shells, ends every job at once with its script as output, and echoes what is typed. */
export function honest(line: Line, kind: string, payload: Buffer): void {
  const job = payload.subarray(0, 4)
  if (kind === 'l') line.say(frame('x', job, numbers(0), '\0'))
  if (kind === 'j') line.say(frame('o', job, payload.subarray(16)), frame('x', job, numbers(0), '\0'))
  if (kind === 'S') line.say(frame('n', '\u0001'))
  if (kind === 'd') line.say(frame('d', payload))
}

/** Numbers that follow from a seed alone (mulberry32): `below(n)` is from 0 to n - 1. */
export function seeded(seed: number): { below(n: number): number; bytes(n: number): Buffer } {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  const below = (n: number) => next() % n
  return { below, bytes: (n) => Buffer.from(Array.from({ length: n }, () => below(256))) }
}
