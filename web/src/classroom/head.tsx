import { pick, t } from '../i18n'
import { classLabs, shownClass, shownLab, tool } from '../state/classes'
import { isInstructor } from '../state/me'
import { go, route } from '../state/route'
import { Icon } from '../ui/icon'
import { Menu, closeMenu } from '../ui/menu'
import { ClassMenu } from './class-menu'
import { Copy } from './copy'
import { ClassChips, dayTime } from './list'

/** The address that lets people in with the code. */
export const joinLink = (code: string) => `${location.origin}/join/${code}`

/** The lab whose steps are shown; a choice when the class has several. */
function LabChoice() {
  const lab = shownLab.value
  if (!lab) return null
  if (classLabs.value.length < 2) return <span class="more">{pick(lab.title)}, </span>
  const choose = (event: Event & { currentTarget: HTMLElement }, id: string) => {
    closeMenu(event.currentTarget)
    const at = route.peek()
    if (at.page === 'class') go({ ...at, lab: id }, true)
  }
  return (
    <Menu
      label={
        <>
          <span class="name">{pick(lab.title)}</span>
          <Icon name="down" small />
        </>
      }
      button="btn small"
      testId="class-lab"
    >
      {classLabs.value.map(({ id, title, steps }) => (
        <button
          key={id}
          class="item"
          aria-current={id === lab.id ? 'true' : undefined}
          data-testid={`show-${id}`}
          onClick={(event) => choose(event, id)}
        >
          {pick(title)}
          <small>{t().classes.stepCount(steps.length)}</small>
        </button>
      ))}
    </Menu>
  )
}

/** What class it is, how to come in, and what may be done about all of it. */
export function ClassHead() {
  const view = shownClass.value
  if (!view) return null
  const w = t().classes
  return (
    <section class="class-head" aria-label={w.class}>
      <div class="what">
        <h1 title={view.title}>{view.title}</h1>
        <p>
          <LabChoice />
          <span class="more">{w.sinceTime(dayTime(view.at))} · </span>
          <span class="num" data-testid="class-count" title={w.learnersHere(view.learners, view.here)}>
            <span class="more">{w.learnersHere(view.learners, view.here)}</span>
            <span class="less">{w.hereOf(view.here, view.learners)}</span>
          </span>
          {view.ended !== null && <ClassChips view={view} />}
        </p>
      </div>
      <span class="grow" />
      {view.ended === null && view.learners > 0 && (
        <>
          <div class={view.open ? 'join' : 'join closed'}>
            <span>{view.open ? w.joinAt(`${location.host}/join`) : w.doorClosed}</span>
            <b data-testid="class-code">{view.code}</b>
          </div>
          {view.open && <Copy text={joinLink(view.code)} label={w.copyJoin} testId="copy-join" />}
        </>
      )}
      {isInstructor.value && view.ended === null && view.learners > 0 && (
        <button
          class="btn small"
          data-testid="message-all"
          aria-label={w.messageAll}
          aria-pressed={tool.value === 'message'}
          title={w.messageAll}
          onClick={() => (tool.value = tool.peek() === 'message' ? null : 'message')}
        >
          <Icon name="message" small />
          <span class="more">{w.messageAll}</span>
        </button>
      )}
      <ClassMenu />
    </section>
  )
}
