import { ProtocolError } from '../errors'
import type { AgentConnection, ConnectionEvents } from './connection'
import { cells, frame } from './frames'
import { frameKind } from './protocol'

/** What a shell's connection tells. */
export interface ShellEvents {
  /** `created`: the shell is new. Otherwise what follows first is its remembered output. */
  opened(created: boolean): void
  replay(data: Buffer): void
  data(data: Buffer): void
  exit(status: number): void
  /** All input has been taken, after much of it had waited. */
  drained?(): void
  closed(reason: string): void
}

export interface ShellLink {
  write(data: string): void
  /** Bytes of input that the node has not taken yet. */
  readonly waiting: number
  resize(cols: number, rows: number): void
  hangup(): void
  pause(): void
  resume(): void
  close(): void
}

/** An exit status as a byte, or what was wrong with it. */
export function exitStatus(status: number): number {
  if (status > 255) throw new ProtocolError(`an exit status of ${status}`)
  return status
}

const { shellOpened, replay, output, shellEnd } = frameKind

/** What comes first on a shell's connection, and what may come after each: one opening, one replay, output, one end. */
const after: Readonly<Record<string, readonly string[]>> = {
  '': [shellOpened],
  [shellOpened]: [replay, output, shellEnd],
  [replay]: [output, shellEnd],
  [output]: [output, shellEnd],
  [shellEnd]: [],
}

/** Reads a shell's connection, frame by frame, in the only order that there is. */
export function shellFrames(events: ShellEvents): ConnectionEvents['frame'] {
  let last = ''
  return (kind, payload) => {
    if (!after[last]?.includes(kind))
      throw new ProtocolError(`a frame '${kind}' ${last ? `after '${last}'` : 'at first'}`)
    last = kind
    if (kind === output) events.data(payload)
    else if (kind === replay) events.replay(payload)
    else if (kind === shellOpened) events.opened(payload[0] === 1)
    else events.exit(exitStatus(payload.readUInt32BE(0)))
  }
}

/** The server's end of a shell's connection. */
export const shellLink = (connection: AgentConnection): ShellLink => ({
  write: (data) => void connection.write(frame(frameKind.input, data)),
  get waiting() {
    return connection.waiting
  },
  resize: (cols, rows) => void connection.write(frame(frameKind.resize, cells(cols, rows))),
  hangup: () => void connection.write(frame(frameKind.hangUp)),
  pause: () => connection.pause(),
  resume: () => connection.resume(),
  close: () => connection.close(),
})
