import type { ComponentChildren } from 'preact'
import { t } from '../i18n'
import { changeClass } from '../state/class-actions'
import type { Tool } from '../state/classes'
import { shownClass, tool } from '../state/classes'
import { Icon } from '../ui/icon'
import { Audit } from './audit'
import { End } from './end'
import { ClassForm } from './form'
import { Invite } from './invite'
import { MessageAll } from './message-all'
import { Steps } from './steps'

function Change() {
  const view = shownClass.peek()
  if (!view) return null
  const { title, labs, capacity, language, minutes, idle, ends } = view
  const save = async (input: Parameters<typeof changeClass>[0]) => {
    if (await changeClass(input)) tool.value = null
  }
  return (
    <ClassForm
      initial={{ title, labs, capacity, language, minutes, idle, ends }}
      button={t().classes.saveChange}
      save={save}
    />
  )
}

const tools: Record<Tool, () => ComponentChildren> = {
  message: MessageAll,
  steps: Steps,
  change: Change,
  invite: Invite,
  audit: Audit,
  end: End,
}

/** What is done about the class as a whole, in the place beside the roster. */
export function ClassTool({ name }: { name: Tool }) {
  const Body = tools[name]
  return (
    <>
      <header>
        <h2>{t().classes.tools[name]}</h2>
        <span class="grow" />
        <button
          class="btn small icon plain"
          aria-label={t().close}
          title={t().close}
          data-testid="tool-close"
          onClick={() => (tool.value = null)}
        >
          <Icon name="cross" small />
        </button>
      </header>
      <Body />
    </>
  )
}
