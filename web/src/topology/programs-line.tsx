import type { NodeState } from '@contract/state'
import { t } from '../i18n'
import { programsOf } from './programs'

/** What runs on the node, or should: as it is, or before it is known as it was enabled. */
export function Programs({ state, enabled }: { state: NodeState | undefined; enabled: string[] }) {
  if (!state) return <>{enabled.join(', ')}</>
  return (
    <span class="programs">
      {programsOf(state.programs, enabled).map(({ name, state: how }) => (
        <span key={name} class={how === 'runs' ? '' : 'bad'}>
          {name}
          {how !== 'runs' && ` ${t().programs[how]}`}
        </span>
      ))}
      {state.cut && <span class="quiet-text">{t().stateCut}</span>}
    </span>
  )
}
