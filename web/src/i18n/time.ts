import type { Dictionary } from './dictionary'

const parts = (ms: number): [unit: 'Seconds' | 'Minutes' | 'Hours', count: number] => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 100) return ['Seconds', seconds]
  if (seconds < 100 * 60) return ['Minutes', Math.floor(seconds / 60)]
  return ['Hours', Math.floor(seconds / 3600)]
}

/** How long ago: "3 s ago". Milliseconds; less than none counts as none, since two clocks never quite agree. */
export function ago(ms: number, words: Dictionary): string {
  const [unit, count] = parts(ms)
  return words[`ago${unit}`](count)
}

/** How long: "12 s". Milliseconds. */
export function lasting(ms: number, words: Dictionary): string {
  const [unit, count] = parts(ms)
  return words[`last${unit}`](count)
}

/** How long until something: whole minutes, and below two minutes the seconds too. Milliseconds. */
export function remaining(ms: number, { learner }: Dictionary): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  if (minutes >= 60) return learner.hoursLeft(Math.floor(minutes / 60), minutes % 60)
  if (minutes >= 2) return learner.minutesLeft(minutes)
  return learner.secondsLeft(minutes, String(seconds % 60).padStart(2, '0'))
}

/** The time of day, hours and minutes. */
export function clockTime(at: number): string {
  const time = new Date(at)
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
