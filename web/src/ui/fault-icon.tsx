import type { FaultAct } from '@contract/fault'
import { Icon } from './icon'

/** A plug for cables, a switch for power, a bolt for everything else. */
export function FaultIcon({ act }: { act: FaultAct }) {
  return <Icon name={act.startsWith('power') ? 'power' : act.startsWith('cable') ? 'unplug' : 'fault'} small />
}
