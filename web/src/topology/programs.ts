import type { ProgramState } from '@contract/state'

/** Programs worth a word in the picture, by the name of their init script. */
const programs: Record<string, string> = {
  nginx: 'nginx',
  keepalived: 'keepalived',
  heartbeat: 'heartbeat',
  mariadb: 'mariadbd',
}

export interface Shown {
  name: string
  state: 'runs' | 'frozen' | 'stopped'
}

/** Programs that run or should: those enabled at boot are named also when they do not. */
export function programsOf(running: ProgramState[], enabled: string[]): Shown[] {
  return Object.entries(programs).flatMap(([service, name]): Shown[] => {
    const found = running.find((program) => program.name === name)
    if (found) return [{ name: service, state: found.frozen ? 'frozen' : 'runs' }]
    return enabled.includes(service) ? [{ name: service, state: 'stopped' }] : []
  })
}
