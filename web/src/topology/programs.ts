import { processOf, programs } from '@contract/fault'
import type { ProgramState } from '@contract/state'

interface Shown {
  name: string
  state: 'runs' | 'frozen' | 'stopped'
}

/** Programs that run or should: those enabled at boot are named also when they do not. */
export function programsOf(running: ProgramState[], enabled: string[]): Shown[] {
  return programs.flatMap((service): Shown[] => {
    const found = running.find(({ name }) => name === processOf(service))
    if (found) return [{ name: service, state: found.frozen ? 'frozen' : 'runs' }]
    return enabled.includes(service) ? [{ name: service, state: 'stopped' }] : []
  })
}
