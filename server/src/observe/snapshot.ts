import { isIPv4 } from 'node:net'
import type { AddressState, ProgramState } from '@contract/state'
import { plain } from '../text'
import { count, fileLimitBytes, longest, most } from './limits'

/** A node's state as its agent tells it (images/node/agent/state.c). */
interface Snapshot {
  addresses: AddressState[]
  programs: ProgramState[]
  /** Content by path; a path that is not there is left out. */
  files: Map<string, string>
  /** There was more than is taken in. */
  cut: boolean
}

const newline = 0x0a

/** Reads what the agent sent, of files only these paths. A line that it does not know is skipped: an older node may run another agent. */
export function readSnapshot(bytes: Buffer, paths: readonly string[]): Snapshot {
  const addresses: AddressState[] = []
  const programs = new Map<string, ProgramState>()
  const files = new Map<string, string>()
  let cut = false
  let at = 0
  for (let lines = 0; at < bytes.length; lines++) {
    if (lines === most.lines) {
      cut = true
      break
    }
    const found = bytes.indexOf(newline, at)
    const end = found < 0 ? bytes.length : found
    const line = bytes.toString('utf8', at, Math.min(end, at + longest.line))
    at = end + 1
    const [kind, first = '', second = '', third = ''] = line.split(' ', 4)
    if (kind === 'address') {
      const [address = '', prefix] = second.split('/')
      if (!isIPv4(address)) continue
      if (addresses.length === most.addresses) cut = true
      else addresses.push({ device: plain(first, 15), address, prefix: count(prefix, 32), up: third === 'up' })
    }
    // A zombie is no program any more.
    if (kind === 'process' && second !== 'Z') {
      const name = plain(first, longest.name)
      const program = programs.get(name) ?? { name, count: 0, frozen: false }
      if (!programs.has(name) && programs.size === most.programs) cut = true
      else
        programs.set(name, {
          name,
          count: Math.min(program.count + count(third), 2 ** 32 - 1),
          frozen: program.frozen || second === 'T',
        })
    }
    if (kind === 'file') {
      const length = count(second)
      if (paths.includes(first)) files.set(first, bytes.toString('utf8', at, at + Math.min(length, fileLimitBytes)))
      at += length + 1
    }
  }
  return { addresses, programs: [...programs.values()], files, cut }
}
