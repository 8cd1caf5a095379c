import { randomBytes } from 'node:crypto'

let last = 0

/** Milliseconds since 1970, never the same twice in this process and never going back: it tells what came first. */
export function tick(): number {
  last = Math.max(last + 1, Date.now())
  return last
}

/** A fresh identifier: 8 hexadecimal digits. */
export const identifier = () => randomBytes(4).toString('hex')

/** Whether a write failed because its value is taken, in either database. */
export function isTaken(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
}
