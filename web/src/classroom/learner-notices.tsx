import { language, t } from '../i18n'
import { clockTime, remaining } from '../i18n/time'
import { company, endCompany, watched } from '../state/company'
import { running, session } from '../state/lab'
import { learner, paused, putMessagesAway } from '../state/learner'
import { nearness } from '../state/limit'
import { now } from '../state/now'
import { Icon } from '../ui/icon'
import { ExtendButton } from './clock'
import { LabProblem } from './lab-problem'

function Paused() {
  if (!paused.value) return null
  return (
    <div class="notice" role="status" data-testid="paused">
      <Icon name="pause" />
      {t().learner.paused}
    </div>
  )
}

function NearlyUp() {
  const limit = session.value?.limit
  const left = (limit?.at ?? Infinity) - now.value
  if (!limit || paused.value || !running.value || nearness(left) !== 'nearly') return null
  return (
    <div class="notice act" data-testid="nearly-up">
      <Icon name="clock" />
      <span class="num">{t().learner.nearlyUp[limit.why](remaining(left, t()))}</span>
      <span class="grow" />
      {limit.why !== 'class' && <ExtendButton testId="extend-now" />}
    </div>
  )
}

const listed = (names: string[]) => new Intl.ListFormat(language.value).format(names)

/** Who else is in the lab; whoever types too can be stopped here. */
function Company() {
  if (watched.value || company.value.length === 0) return null
  const helpers = company.value.filter(({ part }) => part).map(({ name }) => name)
  const takesPart = helpers.length > 0
  const names = takesPart ? helpers : company.value.map(({ name }) => name)
  const say = takesPart ? t().learner.takesPart : t().learner.looks
  return (
    <div class={`notice ${takesPart ? 'act' : ''}`} role="status" data-testid="company" data-part={takesPart}>
      <Icon name={takesPart ? 'hand' : 'eye'} />
      <span>{say(listed(names), names.length > 1)}</span>
      {takesPart && (
        <>
          <span class="grow" />
          <button class="btn small" data-testid="company-end" onClick={() => void endCompany()}>
            {t().learner.endPart}
          </button>
        </>
      )}
    </div>
  )
}

function Messages() {
  const messages = learner.value?.messages ?? []
  if (messages.length === 0) return null
  return (
    <section class="notice said" aria-live="polite" aria-label={t().learner.messagesFrom} data-testid="messages">
      <Icon name="message" />
      <ul>
        {messages.map(({ id, at, from, text }) => (
          <li key={id}>
            <b>{from}</b> <span class="quiet-text num">{clockTime(at)}</span>
            <p>{text}</p>
          </li>
        ))}
      </ul>
      <button
        class="btn small icon plain"
        data-testid="message-close"
        aria-label={t().learner.putAway}
        title={t().learner.putAway}
        onClick={() => void putMessagesAway()}
      >
        <Icon name="cross" small />
      </button>
    </section>
  )
}

/** What a learner of a class is told: a pause, the end of the time, who else is there, what the instructor says. */
export function LearnerNotices() {
  return (
    <>
      <Paused />
      <NearlyUp />
      <LabProblem />
      <Company />
      <Messages />
    </>
  )
}
