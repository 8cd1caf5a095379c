import type { AddressState, ProgramState } from '@contract/state'

/** A node's state as its agent tells it (images/node/agent/watch.c). */
export interface Snapshot {
  addresses: AddressState[]
  programs: ProgramState[]
  /** Content by path; a path that is not there is left out. */
  files: Map<string, string>
}

const newline = 0x0a

/** Reads what the agent sent. A line that it does not know is skipped: an older node may run another agent. */
export function readSnapshot(bytes: Buffer): Snapshot {
  const addresses: AddressState[] = []
  const programs = new Map<string, ProgramState>()
  const files = new Map<string, string>()
  let at = 0
  while (at < bytes.length) {
    const end = bytes.indexOf(newline, at)
    const [kind, first = '', second = '', third = ''] = bytes.toString('utf8', at, end < 0 ? undefined : end).split(' ')
    at = end < 0 ? bytes.length : end + 1
    if (kind === 'address') {
      const [address = '', prefix] = second.split('/')
      addresses.push({ device: first, address, prefix: Number(prefix), up: third === 'up' })
    }
    // A zombie is no program any more.
    if (kind === 'process' && second !== 'Z') {
      const program = programs.get(first) ?? { name: first, count: 0, frozen: false }
      programs.set(first, {
        ...program,
        count: program.count + Number(third),
        frozen: program.frozen || second === 'T',
      })
    }
    if (kind === 'file') {
      files.set(first, bytes.toString('utf8', at, at + Number(second)))
      at += Number(second) + 1
    }
  }
  return { addresses, programs: [...programs.values()], files }
}
