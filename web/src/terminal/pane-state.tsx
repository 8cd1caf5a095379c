import type { ComponentChildren } from 'preact'
import type { Problem } from '@contract/problem'
import { line } from '../api/socket'
import { t } from '../i18n'
import { clockTime, lasting } from '../i18n/time'
import { fault } from '../state/actions'
import { watched } from '../state/company'
import { nodeView, shells } from '../state/lab'
import { paused } from '../state/learner'
import { now } from '../state/now'
import { watchedSeat } from '../state/roster'
import { nodeOf } from '../state/terminals'
import { Icon } from '../ui/icon'
import { ProblemWords } from '../ui/problem'

function Power({ node, word }: { node: string; word: string }) {
  if (watched.value) return null
  return (
    <button class="btn small" onClick={() => void fault(node, 'power on')}>
      <Icon name="power" small />
      {word}
    </button>
  )
}

interface PaneStateProps {
  shell: string
  attached: boolean
  again: () => void
  /** What stands there while the terminal is live. */
  about: string
}

/** In a terminal's head: what keeps it from being live, and what to do about it. The last screen stays below, and its size. */
export function PaneState({ shell, attached, again, about }: PaneStateProps) {
  const name = nodeOf(shell)
  const node = nodeView(name)
  const view = shells.value.get(shell)
  const say = (words: string, tone = '', button: ComponentChildren = null) => (
    <span class={`pane-state ${tone}`} role="status">
      <span>{words}</span>
      {button}
    </span>
  )
  if (line.value.state === 'lost') return say(t().shellReconnecting(clockTime(line.value.since)))
  if (node?.phase === 'off') return say(t().nodeIsOff(name), 'off', <Power node={name} word={t().powerOn} />)
  if (node?.phase === 'failed') return say(t().nodeFailed(name), 'off')
  if (node && node.phase !== 'ready')
    return say(t().nodeStarting(t().phases[node.phase], lasting(now.value - node.since, t())))
  if (view?.state === 'ended')
    return say(
      view.status === undefined ? t().shellEndedPlain : t().shellEnded(view.status),
      'off',
      !watched.value && (
        <button class="btn small" data-testid={`again-${shell}`} onClick={again}>
          {t().openAgain}
        </button>
      ),
    )
  if (watched.value && view?.state !== 'live') return say(t().classes.notOpened(watchedSeat.value?.row.name ?? ''))
  if (!attached || view?.state === 'connecting') return say(t().shellConnecting(name))
  if (paused.value) return say(t().learner.pausedTerminal)
  return <>{about}</>
}

/** A problem that needs more words than the head has room for. */
export function PaneProblem({ shell, problem, again }: { shell: string; problem: Problem | null; again: () => void }) {
  const name = nodeOf(shell)
  const node = nodeView(name)
  const failed = node?.phase === 'failed' ? node.problem : undefined
  // A node that is on may have stopped answering.
  const shown = failed ?? (node?.phase === 'ready' ? (node.problem ?? problem) : null)
  if (!shown) return null
  return (
    <div class="pane-problem" role="alert">
      <ProblemWords problem={shown} />
      {failed ? (
        <Power node={name} word={t().tryAgain} />
      ) : (
        <button class="btn small" onClick={again}>
          {t().tryAgain}
        </button>
      )}
    </div>
  )
}
