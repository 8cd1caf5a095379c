import { frameBytes } from '../agent/protocol'

/** What is taken in of a node's state at most: far more than a lesson has. What is beyond is left out, and the state says so. */
export const most = {
  lines: 2000,
  addresses: 64,
  programs: 128,
  services: 32,
  /** Of all services together. */
  servers: 256,
  devices: 16,
  instances: 32,
  groups: 16,
} as const

/** Characters of a line that is worked through, and of a name. */
export const longest = { line: 512, name: 64, path: 128, group: 200 } as const

/** Bytes of a watched file's content. */
export const fileLimitBytes = frameBytes.file

/** The lines of a file, each cut where no line of its kind is longer. */
export function linesOf(text: string): string[] {
  return text.split('\n', most.lines).map((line) => line.slice(0, longest.line))
}

/** A whole number from 0 to `highest`; 0 for what is none. */
export function count(text: string | undefined, highest = 2 ** 32 - 1): number {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Math.min(Number(text), highest) : 0
}
