import { t } from '../i18n'
import { clockTime, remaining } from '../i18n/time'
import { forAll } from '../state/class-actions'
import { roster } from '../state/classes'
import { isInstructor, isStaff } from '../state/me'
import { now } from '../state/now'
import { route } from '../state/route'
import { Icon } from '../ui/icon'

/** Labs and classes, for whoever sees both. */
export function Places() {
  if (!isStaff.value || route.value.page === 'lab') return null
  const inClasses = route.value.page === 'classes' || route.value.page === 'class'
  const place = (to: string, words: string, here: boolean) => (
    <a href={to} aria-current={here ? 'page' : undefined} data-testid={`place-${to.slice(1) || 'labs'}`}>
      {words}
    </a>
  )
  return (
    <nav class="path places" aria-label={t().classes.places}>
      {place('/', t().labs, !inClasses)}
      {place('/classes', t().classes.title, inClasses)}
    </nav>
  )
}

/** How much time is left, for the whole class or until the first lab ends; and what may be done about all labs at once. */
export function ClassTime() {
  const { class: view, learners } = roster.value ?? {}
  if (!view || !learners || view.ended !== null) return null
  const w = t().classes
  const ends = learners.flatMap((row) => (row.phase === 'running' && row.ends !== null ? row.ends : []))
  const first = Math.min(...ends)
  const forClass = view.ends !== null && view.ends <= first
  const until = forClass ? view.ends : ends.length > 0 ? first : null
  const time = until === null ? '' : remaining(until - now.value, t())
  return (
    <>
      {view.paused !== null ? (
        <span class="time paused" role="status" data-testid="class-paused">
          <Icon name="pause" />
          {w.pausedSince(clockTime(view.paused))}
        </span>
      ) : (
        until !== null && (
          <span class="time" role="timer" data-testid="class-time">
            <Icon name="clock" />
            {forClass ? w.leftForAll(time) : w.firstEnds(time)}
          </span>
        )
      )}
      {isInstructor.value && learners.length > 0 && (
        <>
          <button
            class="btn small"
            data-testid="pause-all"
            title={w.pauseWhat}
            onClick={() => void forAll(view.paused === null ? 'pause' : 'resume')}
          >
            {view.paused === null ? w.pauseAll : w.resumeAll}
          </button>
          <button class="btn small" data-testid="extend-all" title={w.extendWhat} onClick={() => void forAll('extend')}>
            {w.extendAll}
          </button>
        </>
      )}
    </>
  )
}
