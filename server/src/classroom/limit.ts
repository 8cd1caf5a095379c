import type { SessionView } from '@contract/view'

/** What ends a lab, as its class and what has happened say. Minutes are minutes, times milliseconds since 1970. */
export interface Terms {
  minutes: number
  idle: number
  /** The whole class ends. */
  ends: number | null
  /** When the lab began to run, and milliseconds that were added since. */
  began: number
  added: number
  /** When something was last typed or clicked in it. */
  acted: number | null
}

/** When a lab will be ended, and why: the first of its time, its idleness and the end of the class. */
export function limitOf({ minutes, idle, ends, began, added, acted }: Terms): NonNullable<SessionView['limit']> {
  const limits: NonNullable<SessionView['limit']>[] = [
    { at: began + added + minutes * 60_000, why: 'time' },
    { at: Math.max(began + added, acted ?? 0) + idle * 60_000, why: 'idle' },
    ...(ends === null ? [] : [{ at: ends, why: 'class' as const }]),
  ]
  return limits.reduce((first, limit) => (limit.at < first.at ? limit : first))
}
