import { undoing } from '@contract/fault'
import type { LabEntry, NodeView } from '@contract/view'
import { problemText, t } from '../i18n'
import { faultSize, faultWords } from '../i18n/faults'
import { lasting } from '../i18n/time'
import { fault } from '../state/actions'
import { states } from '../state/cluster'
import type { Active } from '../state/faults'
import { now } from '../state/now'
import { FaultIcon } from '../ui/fault-icon'
import { Icon } from '../ui/icon'
import { Programs } from './programs-line'

const changing = ['waiting', 'creating', 'booting']

/** The last line of a node: its programs, or what it suffers from with its undoing, or its phase. `busy`: its programs stand elsewhere. */
export function Foot({
  spec: { name, services },
  view,
  phase,
  busy,
  suffers,
}: {
  spec: LabEntry['nodes'][number]
  view: NodeView | undefined
  phase: NodeView['phase'] | 'unknown' | undefined
  busy: boolean
  suffers: Active[]
}) {
  const worst = suffers.at(-1)
  const undo = worst && undoing(worst.act)
  const state = phase === 'ready' ? states.value.get(name) : undefined
  return (
    <p class="foot">
      {(phase === undefined || phase === 'ready') && !worst && !busy && <Programs state={state} enabled={services} />}
      {worst && (
        <span class="warn num">
          <FaultIcon act={worst.act} /> {faultWords(worst.act, t()).lasts}
          <span class="more">
            {' '}
            {faultSize(worst.act, t())} {lasting(Math.max(0, now.value - worst.since), t())}
          </span>
          {suffers.length > 1 && ` +${suffers.length - 1}`}
        </span>
      )}
      {phase && phase !== 'ready' && (
        <span class={phase === 'failed' ? 'bad' : ''} title={view?.problem && problemText(view.problem).message}>
          {t().phases[phase]}
          {view && changing.includes(phase) && <span class="num"> {lasting(now.value - view.since, t())}</span>}
        </span>
      )}
      {(phase === 'off' || phase === 'failed') && (
        <button class="btn small" onClick={() => void fault(name, 'power on')}>
          <Icon name="power" small />
          {t().powerOn}
        </button>
      )}
      {undo && (
        <button class="btn small on-fault" data-testid={`undo-${name}`} onClick={() => void fault(name, undo)}>
          {faultWords(undo, t()).button}
        </button>
      )}
    </p>
  )
}
