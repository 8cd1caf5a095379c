/** An agent made of bytes, for tests of what a node may answer. */
import { Duplex } from 'node:stream'
import { AgentClient } from './client'
import { frame, numbers } from './frames'
import { frameBytes, frameKind } from './protocol'

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
    while (this.typed.length >= frameBytes.head) {
      const end = frameBytes.head + this.typed.readUInt32BE(1)
      if (this.typed.length < end) break
      const [kind, payload] = [this.typed.toString('latin1', 0, 1), this.typed.subarray(frameBytes.head, end)]
      this.typed = this.typed.subarray(end)
      this.heard(this, kind, payload)
    }
    done()
  }

  /** Whether anybody takes in what is said: a connection that waits, or is closed, takes nothing from a node. */
  get listened(): boolean {
    return !this.destroyed && !this.isPaused()
  }

  /** Says these bytes, at once. */
  say(...frames: Buffer[]): void {
    if (this.destroyed) return
    const bytes = Buffer.concat(frames)
    this.taken += bytes.length
    try {
      this.emit('data', bytes)
    } catch (error) {
      this.thrown ??= error
    }
  }
}

/** A client of such an agent, whose node is on; `lines` are the connections made to it, in order. */
export function clientOf(heard: ConstructorParameters<typeof Line>[0], lines: Line[] = []): AgentClient {
  const dial = () => {
    const line = new Line(heard)
    lines.push(line)
    return Promise.resolve(line)
  }
  return new AgentClient('rs1', { dial, away: () => null, wanted: () => true })
}

/** Answers as the agent does: lists no shells, ends every job at once with its script as output, and echoes what is typed. */
export function honest(line: Line, kind: string, payload: Buffer): void {
  const job = payload.subarray(0, 4)
  const end = frame(frameKind.jobEnd, job, numbers(0), '\0')
  if (kind === frameKind.listShells) line.say(end)
  if (kind === frameKind.startJob) line.say(frame(frameKind.stdout, job, payload.subarray(16)), end)
  if (kind === frameKind.openShell) line.say(frame(frameKind.shellOpened, '\u0001'))
  if (kind === frameKind.input) line.say(frame(frameKind.output, payload))
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
