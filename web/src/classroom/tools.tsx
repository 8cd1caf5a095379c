import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import type { Happening } from '@contract/classroom'
import { pick, t } from '../i18n'
import { audit, changeClass, endClass, forAll, invite, message, stepForAll } from '../state/class-actions'
import type { Tool } from '../state/classes'
import { roster, shownClass, shownLab, tool } from '../state/classes'
import { Icon } from '../ui/icon'
import { LinkToGive } from './copy'
import { ClassForm } from './form'
import { Happenings } from './log'

function MessageAll() {
  const text = useSignal('')
  const sent = useSignal(0)
  const w = t().classes
  const count = shownClass.value?.learners ?? 0
  const send = async (event: Event) => {
    event.preventDefault()
    const said = text.peek().trim()
    if (!said || !(await message(null, said))) return
    sent.value = count
    if (text.peek().trim() === said) text.value = ''
  }
  return (
    <form class="tool" onSubmit={(event) => void send(event)}>
      <p>{w.messageAllWhat(count)}</p>
      <textarea
        class="input"
        rows={5}
        maxLength={1000}
        aria-label={w.messageAll}
        data-testid="message-all-text"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value
          sent.value = 0
        }}
      />
      <div class="row">
        <button class="btn primary" data-testid="message-all-send" disabled={text.value.trim() === ''}>
          {w.sendAll}
        </button>
        <span role="status">{sent.value > 0 && w.sentTo(sent.value)}</span>
      </div>
    </form>
  )
}

function Steps() {
  const lab = shownLab.value
  const step = useSignal<string | null>(null)
  const said = useSignal('')
  const w = t().classes
  if (!lab) return null
  const chosen = step.value ?? lab.steps[0]?.id ?? ''
  const number = lab.steps.findIndex(({ id }) => id === chosen) + 1
  const doIt = async (what: 'solve' | 'reset' | 'count', words: string) => {
    const learners = await stepForAll(lab.id, chosen, what)
    said.value = learners === null ? '' : w.doneFor(words, learners)
  }
  const act = (what: 'solve' | 'reset' | 'count', words: string, meaning: string) => (
    <div class="deed">
      <button class="btn" data-testid={`all-${what}`} onClick={() => void doIt(what, words)}>
        {words}
      </button>
      <span>{meaning}</span>
    </div>
  )
  return (
    <div class="tool">
      <label class="field">
        <span>{pick(lab.title)}</span>
        <select
          class="input"
          data-testid="all-step"
          value={chosen}
          onChange={(event) => {
            step.value = event.currentTarget.value
            said.value = ''
          }}
        >
          {lab.steps.map(({ id, title }, at) => (
            <option key={id} value={id}>
              {at + 1} {pick(title)}
            </option>
          ))}
        </select>
      </label>
      {act('count', w.countStep(number), w.countAllWhat)}
      {act('solve', w.solveStep(number), w.solveAllWhat)}
      {act('reset', w.resetStep(number), w.resetAllWhat)}
      <p role="status" data-testid="all-said">
        {said.value}
      </p>
    </div>
  )
}

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

function Invite() {
  const name = useSignal('')
  const role = useSignal<'observer' | 'instructor'>('observer')
  const link = useSignal<{ link: string; name: string } | null>(null)
  const w = t().classes
  const send = async (event: Event) => {
    event.preventDefault()
    const said = name.peek().trim()
    const made = said ? await invite(said, role.peek()) : null
    if (made !== null) link.value = { link: made, name: said }
  }
  return (
    <form class="tool" onSubmit={(event) => void send(event)}>
      <label class="field">
        <span>{w.inviteName}</span>
        <input
          class="input"
          required
          maxLength={40}
          data-testid="invite-name"
          value={name.value}
          onInput={(event) => (name.value = event.currentTarget.value)}
        />
      </label>
      <fieldset class="field roles">
        <legend>{w.inviteAs}</legend>
        {(['observer', 'instructor'] as const).map((as) => (
          <label key={as}>
            <input
              type="radio"
              name="role"
              checked={role.value === as}
              data-testid={`invite-${as}`}
              onChange={() => (role.value = as)}
            />
            {w.roles[as]}
            <small>{w.rolesMean[as]}</small>
          </label>
        ))}
      </fieldset>
      <div class="row">
        <button class="btn primary" data-testid="invite-now" disabled={name.value.trim() === ''}>
          {w.inviteNow}
        </button>
      </div>
      {link.value && <LinkToGive link={link.value.link} words={w.inviteLink(link.value.name)} />}
    </form>
  )
}

function Audit() {
  const list = useSignal<Happening[] | null>(null)
  const w = t().classes
  // Read anew with whatever changes in the class.
  const view = roster.value
  useEffect(() => {
    void audit().then((happenings) => (list.value = happenings ?? list.peek()))
  }, [view?.class])
  if (!list.value) return null
  return (
    <div class="scroll audit" data-testid="audit" tabIndex={0} aria-label={w.audit}>
      {list.value.length === 0 ? <p class="no-rows">{w.auditEmpty}</p> : <Happenings list={list.value} whom />}
    </div>
  )
}

function End() {
  const w = t().classes
  const end = async () => {
    if (await endClass()) tool.value = null
  }
  const stop = async () => {
    if (await forAll('stop')) tool.value = null
  }
  return (
    <div class="tool">
      <p>{w.endKept}</p>
      <div class="row">
        <button class="btn" onClick={() => (tool.value = null)}>
          {t().cancel}
        </button>
        <button class="btn primary" data-testid="class-end-now" onClick={() => void end()}>
          {w.endNow}
        </button>
      </div>
      <hr />
      <p>{w.stopAllKept}</p>
      <div class="row">
        <button class="btn" data-testid="class-stop-now" onClick={() => void stop()}>
          {w.stopAll}
        </button>
      </div>
    </div>
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
