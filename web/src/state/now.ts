import { effect, signal } from '@preact/signals'
import { compareClocks, serverNow } from '../api/clock'
import { line } from '../api/socket'
import { report } from './problems'

/** Milliseconds since 1970 on the server's clock, a new value once a second while the page is visible: for ages and durations. */
export const now = signal(serverNow())

const tick = () => {
  if (document.visibilityState === 'visible') now.value = serverNow()
}

/** Starts the clock, and sets it by the server's with every new line. */
export function startClock(): void {
  setInterval(tick, 1000)
  document.addEventListener('visibilitychange', tick)
  effect(() => {
    if (line.value.state === 'connected') compareClocks().then(tick, report)
  })
}
