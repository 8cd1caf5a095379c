import type { Dictionary } from '../i18n/dictionary'

const minute = 60_000

/** How long somebody has been at something: whole minutes, and hours once these say enough. */
export function spent(ms: number): { count: number; hours: boolean } {
  const minutes = Math.max(0, Math.floor(ms / minute))
  return minutes < 100 ? { count: minutes, hours: false } : { count: Math.floor(minutes / 60), hours: true }
}

export const spentWords = (ms: number, words: Dictionary): string => {
  const { count, hours } = spent(ms)
  return hours ? words.lastHours(count) : words.minutes(count)
}
