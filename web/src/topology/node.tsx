import type { LabEntry } from '@contract/view'
import { t } from '../i18n'
import { lasting } from '../i18n/time'
import { power } from '../state/actions'
import { nodeView, session } from '../state/lab'
import { now } from '../state/now'
import { showShell } from '../state/terminals'
import { Icon } from '../ui/icon'

type Spec = LabEntry['nodes'][number]

/** A node: name, address, kernel, services, and its phase with seconds until it is up. Click: its terminal. */
export function Node({ spec }: { spec: Spec }) {
  const { name, role, kernel, address, services } = spec
  const view = session.value?.phase === 'failed' ? null : nodeView(name)
  const phase = view?.phase
  const tone =
    phase === 'ready' ? '' : phase === 'failed' ? 'fault' : phase === undefined || phase === 'off' ? 'off' : 'wait'
  const changing = phase === 'waiting' || phase === 'creating' || phase === 'booting'
  return (
    <article
      class={`node is-${phase ?? 'absent'}`}
      data-testid={`node-${name}`}
      data-phase={phase ?? 'absent'}
      aria-label={`${name}${phase ? `, ${t().phases[phase]}` : ''}`}
    >
      <h2>
        <i class={`dot ${tone}`} />
        <button class="name" title={t().nodeTerminal(name)} disabled={!view} onClick={() => showShell(`${name}/1`)}>
          {name}
        </button>
        <span class="chip">{t().roles[role]}</span>
      </h2>
      <p class="mono">
        {address}
        {kernel === 'own' && <span> · {t().ownKernel}</span>}
      </p>
      <p class="foot">
        {(phase === undefined || phase === 'ready') && services.join(', ')}
        {phase && phase !== 'ready' && (
          <span class={phase === 'failed' ? 'bad' : ''} title={view?.problem?.message}>
            {t().phases[phase]}
            {changing && <span class="num"> {lasting(now.value - (view?.since ?? 0), t())}</span>}
          </span>
        )}
        {(phase === 'off' || phase === 'failed') && (
          <button class="btn small" onClick={() => void power(name, true)}>
            <Icon name="power" small />
            {t().powerOn}
          </button>
        )}
      </p>
    </article>
  )
}
