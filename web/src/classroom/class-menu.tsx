import { t } from '../i18n'
import { changeClass, newCode } from '../state/class-actions'
import type { Tool } from '../state/classes'
import { shownClass, tool } from '../state/classes'
import { isInstructor } from '../state/me'
import { Icon } from '../ui/icon'
import { Menu, closeMenu } from '../ui/menu'

/** What may be done about the class beside teaching it. */
export function ClassMenu() {
  const view = shownClass.value
  if (!view) return null
  const w = t().classes
  type Click = Event & { currentTarget: HTMLElement }
  const item = (name: string, words: string, what: string, act: () => unknown) => (
    <button
      class="item"
      data-testid={`class-${name}`}
      onClick={(event: Click) => {
        closeMenu(event.currentTarget)
        act()
      }}
    >
      {words}
      {what && <small>{what}</small>}
    </button>
  )
  const opens = (name: Tool, words: string, what: string) => item(name, words, what, () => (tool.value = name))
  const file = (kind: 'csv' | 'json', words: string) => (
    <a class="item" download href={`/classes/${view.id}/progress.${kind}`} data-testid={`export-${kind}`}>
      {words}
    </a>
  )
  const acts = isInstructor.value
  const lives = acts && view.ended === null
  return (
    <Menu
      label={
        <>
          <Icon name="more" small />
          <span class="sr">{w.more}</span>
        </>
      }
      button="btn small icon"
      testId="class-more"
    >
      {lives && (
        <>
          {view.open
            ? item('close', w.closeDoor, w.closeDoorWhat, () => changeClass({ open: false }))
            : item('open', w.openDoor, w.openDoorWhat, () => changeClass({ open: true }))}
          {item('new-code', w.newCode, w.newCodeWhat, newCode)}
          {opens('change', w.change, '')}
          {opens('steps', w.stepsForAll, w.stepsForAllWhat)}
          <hr />
        </>
      )}
      {file('csv', w.exportCsv)}
      {file('json', w.exportJson)}
      {opens('audit', w.audit, w.auditWhat)}
      {acts && opens('invite', w.invite, w.inviteWhat)}
      {lives && (
        <>
          <hr />
          {opens('end', w.end, '')}
        </>
      )}
    </Menu>
  )
}
