import type { ComponentChildren } from 'preact'
import type { Problem } from '@contract/problem'
import { line } from '../api/socket'
import { t } from '../i18n'
import { clockTime, lasting } from '../i18n/time'
import { power } from '../state/actions'
import { nodeView, shells } from '../state/lab'
import { now } from '../state/now'
import { nodeOf } from '../state/terminals'
import { Icon } from '../ui/icon'
import { ProblemWords } from '../ui/problem'

function Line({ tone = '', children }: { tone?: string; children: ComponentChildren }) {
  return (
    <div class={`pane-state ${tone}`} role="status">
      {children}
    </div>
  )
}

interface PaneStateProps {
  shell: string
  attached: boolean
  problem: Problem | null
  again: () => void
}

/** What keeps a terminal from being live, and what to do about it; nothing while it is. The last screen stays below. */
export function PaneState({ shell, attached, problem, again }: PaneStateProps) {
  const name = nodeOf(shell)
  const node = nodeView(name)
  const view = shells.value.get(shell)
  if (line.value.state === 'lost') return <Line>{t().shellReconnecting(clockTime(line.value.since))}</Line>
  if (node?.phase === 'off')
    return (
      <Line tone="off">
        {t().nodeIsOff(name)}
        <button class="btn small" onClick={() => void power(name, true)}>
          <Icon name="power" small />
          {t().powerOn}
        </button>
      </Line>
    )
  if (node?.phase === 'failed')
    return (
      <Line tone="off">
        {node.problem ? <ProblemWords problem={node.problem} /> : t().nodeFailed(name)}
        <button class="btn small" onClick={() => void power(name, true)}>
          {t().tryAgain}
        </button>
      </Line>
    )
  if (node && node.phase !== 'ready')
    return <Line>{t().nodeStarting(name, t().phases[node.phase], lasting(now.value - node.since, t()))}</Line>
  if (problem)
    return (
      <Line tone="off">
        <ProblemWords problem={problem} />
        <button class="btn small" onClick={again}>
          {t().tryAgain}
        </button>
      </Line>
    )
  if (view?.state === 'ended')
    return (
      <Line tone="off">
        {view.status === undefined ? t().shellEndedPlain : t().shellEnded(view.status)}
        <button class="btn small" data-testid={`again-${shell}`} onClick={again}>
          {t().openAgain}
        </button>
      </Line>
    )
  if (!attached || view?.state === 'connecting') return <Line>{t().shellConnecting(name)}</Line>
  return null
}
