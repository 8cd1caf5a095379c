import type { Kinds } from './frames'
import { ProtocolError, cells, frame, shellKinds } from './frames'
import type { Pipe, PipeEvents } from './pipe'

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

/** What comes first on a shell's connection, and what may come after each: one opening, one replay, output, one end. */
const after: Readonly<Record<string, string>> = { '': 'n', n: 'rdx', r: 'dx', d: 'dx', x: '' }

/** Reads a shell's connection, frame by frame, in the only order that there is. */
export function shellFrames(events: ShellEvents): { kinds: Kinds; frame: PipeEvents['frame'] } {
  let last = ''
  return {
    kinds: shellKinds,
    frame(kind, payload) {
      if (!after[last]?.includes(kind))
        throw new ProtocolError(`a frame '${kind}' ${last ? `after '${last}'` : 'at first'}`)
      last = kind
      if (kind === 'd') events.data(payload)
      else if (kind === 'r') events.replay(payload)
      else if (kind === 'n') events.opened(payload[0] === 1)
      else events.exit(exitStatus(payload.readUInt32BE(0)))
    },
  }
}

/** The server's end of a shell's connection. */
export const shellLink = (pipe: Pipe): ShellLink => ({
  write: (data) => void pipe.write(frame('d', data)),
  get waiting() {
    return pipe.waiting
  },
  resize: (cols, rows) => void pipe.write(frame('w', cells(cols, rows))),
  hangup: () => void pipe.write(frame('k')),
  pause: () => pipe.pause(),
  resume: () => pipe.resume(),
  close: () => pipe.close(),
})
