import { line } from './api/socket'
import { EngineNotice } from './engine-notice'
import { LearnerNotices } from './classroom/learner-notices'
import { t } from './i18n'
import { now } from './state/now'
import { shownProblem } from './state/problems'
import { Icon } from './ui/icon'
import { ProblemWords } from './ui/problem'

/** Lines under the bar: the connection, what went wrong last, and what a learner is told. */
export function Notices() {
  const problem = shownProblem.value
  const { state, since } = line.value
  return (
    <>
      {state === 'lost' && (
        <div class="notice" role="status" data-testid="reconnecting">
          <i class="dot wait" />
          {t().reconnecting(Math.max(0, Math.floor((now.value - since) / 1000)))}
        </div>
      )}
      <EngineNotice />
      {problem && (
        <div class="notice problem" role="alert" data-testid="problem" data-code={problem.code}>
          <Icon name="attention" />
          <ProblemWords problem={problem} />
          <span class="grow" />
          <button class="btn small plain" onClick={() => (shownProblem.value = null)}>
            {t().dismiss}
          </button>
        </div>
      )}
      <LearnerNotices />
    </>
  )
}
