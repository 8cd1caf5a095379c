import type { Segment } from '@contract/view'
import { t } from '../i18n'
import { faultWords } from '../i18n/faults'
import { runBlock } from '../state/actions'
import { blockKey, blocks, running, session, step } from '../state/lab'
import { primaryBlock } from '../state/step'
import { FaultIcon } from '../ui/fault-icon'
import { Icon } from '../ui/icon'
import { Nodes } from './run-block'
import { sayBlock } from './say'

type FaultSegment = Extract<Segment, { type: 'fault' }>

/** Something to do to nodes from outside: their power, their cable. */
export function FaultBlock({ segment }: { segment: FaultSegment }) {
  const view = blocks.value.get(blockKey(step.value?.id ?? '', segment.id))
  const said = sayBlock(view, false, t())
  const busy = view?.state === 'running' || session.value?.solving != null
  const why = running.value ? null : session.value?.phase === 'starting' ? t().notReady : t().startToRun
  const primary = primaryBlock.value?.id === segment.id
  const act = faultWords(segment.act, t())
  return (
    <div class="block fault" data-block={segment.id} data-state={view?.state ?? 'ready'}>
      <div class="head">
        <Nodes names={segment.nodes} />
        <span class="act grow">
          <FaultIcon act={segment.act} />
          {act.what}
        </span>
        <span class={`say ${said?.tone === 'good' ? 'ok' : ''}`}>{view?.state === 'ran' ? t().done : said?.word}</span>
        <button
          class={`btn small ${primary ? 'primary' : ''}`}
          data-testid={`run-${segment.id}`}
          disabled={why !== null || busy}
          title={why ?? undefined}
          aria-busy={view?.state === 'running'}
          onClick={() => void runBlock(segment)}
        >
          {view?.state === 'running' && <Icon name="arc" small />}
          {act.button}
        </button>
      </div>
    </div>
  )
}
