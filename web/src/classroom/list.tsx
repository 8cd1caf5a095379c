import type { ClassView } from '@contract/classroom'
import { t } from '../i18n'
import { clockTime } from '../i18n/time'
import { makeClass } from '../state/class-actions'
import { classes } from '../state/classes'
import { isInstructor } from '../state/me'
import { go, href } from '../state/route'
import { ClassForm } from './form'

/** How a class is, in a chip: nothing stands at one that is simply open. */
export function ClassChips({ view }: { view: ClassView }) {
  const w = t().classes
  if (view.ended !== null) return <span class="chip">{w.endedAt(dayTime(view.ended))}</span>
  return (
    <>
      {view.paused !== null && <span class="chip fault">{w.paused}</span>}
      {!view.open && <span class="chip line">{w.doorClosed}</span>}
    </>
  )
}

/** The time of day; with the day, unless it is today. */
export function dayTime(at: number): string {
  const time = clockTime(at)
  const day = new Date(at).toDateString()
  if (day === new Date().toDateString()) return time
  return `${new Date(at).toLocaleDateString(document.documentElement.lang, { day: 'numeric', month: 'short' })} ${time}`
}

function Row({ view }: { view: ClassView }) {
  const w = t().classes
  const to = { page: 'class', class: view.id, lab: null, watch: null } as const
  return (
    <tr class={view.ended === null ? '' : 'over'} data-testid={`class-${view.id}`} onClick={() => go(to)}>
      <th scope="row">
        <a href={href(to)}>{view.title}</a>
        <ClassChips view={view} />
      </th>
      <td class="num">{w.learnersHere(view.learners, view.here)}</td>
      <td class="num">{w.labCount(view.labs.length)}</td>
      <td class="num">{dayTime(view.at)}</td>
      <td class="num">{view.ends === null ? '' : dayTime(view.ends)}</td>
      <td class="mono">{view.ended === null ? view.code : ''}</td>
    </tr>
  )
}

/** All classes, and the form that makes one. */
export function Classes() {
  const w = t().classes
  const list = classes.value
  return (
    <>
      <main class="labs classes" id="content">
        <header>
          <div>
            <h1>{w.title}</h1>
            <p>{w.lead}</p>
          </div>
        </header>
        <div class="scroll" tabIndex={0} aria-label={w.listOf} data-region="labs">
          {!list ? (
            <p class="no-rows">{w.loading}</p>
          ) : list.length === 0 ? (
            <p class="no-rows">{isInstructor.value ? w.noneYet : w.noneToSee}</p>
          ) : (
            <table>
              <thead>
                <tr>
                  {[w.class, w.learners, w.labs, w.since, w.until, w.joinCode].map((head) => (
                    <th key={head} scope="col">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {list.map((view) => (
                  <Row key={view.id} view={view} />
                ))}
              </tbody>
            </table>
          )}
        </div>
      </main>
      {isInstructor.value && (
        <aside class="preview" aria-labelledby="new-class" data-region="form" tabIndex={-1}>
          <h2 id="new-class">{w.newClass}</h2>
          <ClassForm initial={null} button={w.make} save={makeClass} />
        </aside>
      )}
    </>
  )
}
