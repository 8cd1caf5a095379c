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

/** Milliseconds before its end at which idleness is told: who works never hears of it. */
const idleNoticeMs = 10 * 60_000

/** When a lab will be ended, and why: the first of its time and the end of the class; of its idleness once that is near. */
export function limitOf(terms: Terms, now: number): NonNullable<SessionView['limit']> {
  const { minutes, idle, ends, began, added, acted } = terms
  const time = { at: began + added + minutes * 60_000, why: 'time' as const }
  const hard = ends !== null && ends < time.at ? { at: ends, why: 'class' as const } : time
  const still = Math.max(began + added, acted ?? 0) + idle * 60_000
  return still < hard.at && still - now <= idleNoticeMs ? { at: still, why: 'idle' } : hard
}
