import type { LabEntry } from '@contract/view'
import { t } from '../i18n'
import { clockTime, lasting } from '../i18n/time'
import { startLab, stopLab } from '../state/actions'
import { watched } from '../state/company'
import { lab, session, thisLab } from '../state/lab'
import { now } from '../state/now'
import { queuePlace } from '../state/queue'
import { ProblemWords } from '../ui/problem'

/** The lab ran, and was ended by somebody or something else than its learner. */
function Ended({ id, ended }: { id: string; ended: NonNullable<LabEntry['ended']> }) {
  return (
    <div class="empty" data-testid="ended" data-why={ended.why}>
      <h2>{t().learner.ended}</h2>
      <p>{t().learner.endedWhy[ended.why](clockTime(ended.at))}</p>
      <p>{ended.why === 'class' ? t().learner.endedOver : t().learner.endedKept}</p>
      {!watched.value && ended.why !== 'class' && (
        <button class="btn" data-testid="start-here" onClick={() => void startLab(id)}>
          {t().learner.startAgain}
        </button>
      )}
    </div>
  )
}

/** Nothing runs: why, and how it would. */
export function NotRunning() {
  const { nodes = [], memory = 0, problems = [], id = '', ended } = lab.value ?? {}
  if (ended) return <Ended id={id} ended={ended} />
  return (
    <div class="empty">
      <h2>{t().notRunning}</h2>
      {!watched.value && <p>{problems.length > 0 ? t().brokenText : t().notRunningText}</p>}
      {problems.map((problem, at) => (
        <p key={at}>
          <ProblemWords problem={problem} />
        </p>
      ))}
      {problems.length === 0 && lab.value && !watched.value && (
        <>
          <button class="btn" data-testid="start-here" onClick={() => void startLab(id)}>
            {t().start}
          </button>
          <p class="quiet-text">{t().startTakes(nodes.length, memory)}</p>
        </>
      )}
    </div>
  )
}

export function Failed() {
  const problem = session.value?.problem
  return (
    <div class="empty" role="alert">
      <h2>{t().startFailed}</h2>
      {problem && (
        <p>
          <ProblemWords problem={problem} />
        </p>
      )}
      {!watched.value && (
        <button class="btn" onClick={() => lab.value && void startLab(lab.value.id)}>
          {t().tryAgain}
        </button>
      )}
    </div>
  )
}

/** The start waits in line: the place, the reason, and the way out. */
export function Queued() {
  const waits = queuePlace(session.value)
  if (!waits || !session.value) return null
  return (
    <div class="empty" role="status">
      <h2 class="num" data-testid="queue-place" data-place={waits.place} data-why={waits.why}>
        {t().learner.queue(waits.place)}
      </h2>
      <p>{t().learner.queueWhy[waits.why]}</p>
      {!watched.value && (
        <button class="btn" data-testid="queue-leave" onClick={() => void stopLab(thisLab())}>
          {t().learner.queueLeave}
        </button>
      )}
      <p class="quiet-text num">{t().learner.queueFor(lasting(now.value - session.value.since, t()))}</p>
    </div>
  )
}
