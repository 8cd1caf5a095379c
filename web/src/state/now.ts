import { signal } from '@preact/signals'

/** Milliseconds since 1970, a new value once a second while the page is visible: for ages and durations. */
export const now = signal(Date.now())

const tick = () => {
  if (document.visibilityState === 'visible') now.value = Date.now()
}

/** Starts the clock. */
export function startClock(): void {
  setInterval(tick, 1000)
  document.addEventListener('visibilitychange', tick)
}
