import { t } from '../i18n'
import { clockTime, remaining } from '../i18n/time'
import { running, session } from '../state/lab'
import { extendLab, paused } from '../state/learner'
import { nearness } from '../state/limit'
import { now } from '../state/now'
import { Icon } from '../ui/icon'

/** Half an hour more. */
export function ExtendButton({ testId }: { testId: string }) {
  return (
    <button class="btn small" data-testid={testId} title={t().learner.extendWhat} onClick={() => void extendLab()}>
      {t().learner.extend}
    </button>
  )
}

/** How long the open lab still runs, and why it ends then. Nothing where nothing ends it. */
export function Clock() {
  const { limit } = session.value ?? {}
  if (paused.value && running.value)
    return (
      <span class="time" data-testid="clock" data-near="paused" title={t().learner.paused}>
        <Icon name="pause" />
        {t().learner.pausedShort}
      </span>
    )
  if (!limit || !running.value) return null
  const left = limit.at - now.value
  return (
    <>
      <span
        class={`time ${nearness(left)}`}
        role="timer"
        data-testid="clock"
        data-why={limit.why}
        data-near={nearness(left)}
        title={t().learner.clockMeans[limit.why](clockTime(limit.at))}
      >
        <Icon name="clock" />
        {t().learner.clock[limit.why](remaining(left, t()))}
      </span>
      {limit.why !== 'class' && <ExtendButton testId="extend" />}
    </>
  )
}
