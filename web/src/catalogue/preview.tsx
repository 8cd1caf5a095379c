import { Fragment } from 'preact'
import type { LabEntry } from '@contract/view'
import { pick, t } from '../i18n'
import { lasting } from '../i18n/time'
import { doing, startLab } from '../state/actions'
import { catalogue, selected, stepNumber } from '../state/catalogue'
import { now } from '../state/now'
import { queuePlace } from '../state/queue'
import { href } from '../state/route'
import { Icon } from '../ui/icon'
import { ProblemWords } from '../ui/problem'

function Over({ lab }: { lab: LabEntry }) {
  if (!lab.session) return null
  const { phase, since } = lab.session
  const names = {
    running: t().stateRunning,
    starting: t().stateStarting,
    stopping: t().stateStopping,
    failed: t().stateFailed,
  }
  const queued = queuePlace(lab.session)
  const tone = phase === 'running' ? 'pass' : phase === 'failed' ? 'fault' : ''
  return (
    <p class="over">
      <span class={`chip ${tone}`}>{queued ? t().learner.queueShort(queued.place) : names[phase]}</span>
      {phase !== 'failed' && <span class="quiet-text num">{t().runningFor(lasting(now.value - since, t()))}</span>}
    </p>
  )
}

function Facts({ lab }: { lab: LabEntry }) {
  const own = lab.nodes.filter(({ kernel }) => kernel === 'own').map(({ name }) => name)
  const before = lab.before.flatMap((id) => catalogue.value?.labs.find((other) => other.id === id) ?? [])
  return (
    <dl class="facts">
      <dt>{t().nodes}</dt>
      <dd class="row">
        {lab.nodes.map(({ name }) => (
          <span key={name} class="chip node-name">
            {name}
          </span>
        ))}
      </dd>
      <dt>{t().kernel}</dt>
      <dd>{own.length > 0 ? t().kernelOwnFull(lab.modules.join(', '), own.join(', ')) : t().kernelHostFull}</dd>
      <dt>{t().takes}</dt>
      <dd>{t().takesMemory(lab.memory)}</dd>
      {before.length > 0 && (
        <>
          <dt>{t().before}</dt>
          <dd>
            {before.map((other, at) => (
              <Fragment key={other.id}>
                {at > 0 && ', '}
                <a href={href({ page: 'catalogue', lab: other.id })}>{pick(other.title)}</a>
              </Fragment>
            ))}
          </dd>
        </>
      )}
    </dl>
  )
}

function Steps({ lab }: { lab: LabEntry }) {
  return (
    <ol class="toc">
      {lab.steps.map(({ id, title, minutes, excerpt, checks, runs, files, done }, at) => {
        const current = id === lab.currentStep
        return (
          <li key={id} class={`${done ? 'done' : ''} ${current ? 'now' : ''}`}>
            <a href={href({ page: 'lab', lab: lab.id, step: id })}>
              {done ? <Icon name="check" small /> : <span class="num">{at + 1}</span>}
              <span>{pick(title)}</span>
              <span class="m num">{t().minutes(minutes)}</span>
            </a>
            {current && (
              <div class="excerpt">
                <p>{pick(excerpt)}</p>
                <p class="quiet-text">{t().stepHas(checks.length, runs, files)}</p>
              </div>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function Ways({ lab }: { lab: LabEntry }) {
  const step = stepNumber(lab)
  const problem = catalogue.value?.machine.problem
  const runs = lab.session && lab.session.phase !== 'failed'
  return (
    <footer>
      {runs ? (
        <a class="btn primary" data-testid="open" href={href({ page: 'lab', lab: lab.id, step: null })}>
          {t().resumeAt(step)}
        </a>
      ) : (
        <button
          class="btn primary"
          data-testid="start"
          disabled={lab.problems.length > 0 || problem !== null || doing.value !== null}
          onClick={() => void startLab(lab.id)}
        >
          {step > 1 ? t().startAt(step) : t().start}
        </button>
      )}
      {!runs && lab.steps.length > 0 && (
        <a class="btn" data-testid="read" href={href({ page: 'lab', lab: lab.id, step: null })}>
          <Icon name="book" small />
          {t().read}
        </a>
      )}
    </footer>
  )
}

/** The chosen lab: what it is about, what it takes, its steps, and the ways in. */
export function Preview() {
  const lab = selected.value
  if (!lab) return <aside class="preview" aria-label={t().aboutLab} />
  return (
    <aside class="preview" aria-label={pick(lab.title)}>
      <div class="scroll" tabIndex={0} aria-label={t().aboutLab} data-region="preview">
        <Over lab={lab} />
        <h1>{pick(lab.title)}</h1>
        <p class="lead">{pick(lab.summary)}</p>
        {lab.problems.length > 0 ? (
          <div class="broken">
            <p>{t().brokenText}</p>
            {lab.problems.map((problem, at) => (
              <ProblemWords key={at} problem={problem} />
            ))}
          </div>
        ) : (
          <Facts lab={lab} />
        )}
        {lab.steps.length > 0 && (
          <>
            <h2>{t().steps}</h2>
            <Steps lab={lab} />
          </>
        )}
      </div>
      <Ways lab={lab} />
    </aside>
  )
}
