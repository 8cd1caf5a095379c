import { t } from '../i18n'
import { faultWords } from '../i18n/faults'
import { active as faults } from '../state/faults'
import { watched } from '../state/company'
import { lab, nodeView, session, shells } from '../state/lab'
import { queuePlace } from '../state/queue'
import {
  active,
  closeShell,
  large,
  nodeOf,
  openShell,
  searching,
  showShell,
  split,
  tabs,
  toggleSplit,
  visible,
} from '../state/terminals'
import { FaultIcon } from '../ui/fault-icon'
import { Icon } from '../ui/icon'
import { Menu, closeMenu } from '../ui/menu'

/** What a tab says about its node beyond its name. */
function tabState(shell: string): string {
  const phase = nodeView(nodeOf(shell))?.phase
  if (phase && phase !== 'ready') return phase
  const view = shells.value.get(shell)
  if (view?.state === 'ended') return 'ended'
  return view?.state === 'live' && !view.idle ? 'busy' : 'ready'
}

/** What the tab's node suffers from; that it is off, the tab says in a word. */
function TabFaults({ shell }: { shell: string }) {
  const suffers = faults.value.filter(({ node, act }) => node === nodeOf(shell) && act !== 'power off')
  const worst = suffers.at(-1)
  if (!worst) return null
  const words = suffers.map(({ act }) => faultWords(act, t()).lasts).join(', ')
  return (
    <span class="warn" role="img" aria-label={words} title={words} data-testid={`tab-fault-${shell}`}>
      <FaultIcon act={worst.act} />
    </span>
  )
}

function Tab({ shell }: { shell: string }) {
  const state = tabState(shell)
  const extra = !shell.endsWith('/1')
  const chosen = active.value === shell
  const words =
    state === 'busy' ? t().busy : state === 'ended' ? t().ended : state === 'ready' ? '' : t().phases[state as 'off']
  const keys = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (way === 0) return
    const all = [...(event.currentTarget.closest('[role=tablist]')?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])]
    all.at((all.indexOf(event.currentTarget) + way) % all.length)?.focus()
    event.preventDefault()
  }
  return (
    <span class={`tab-place ${visible.value.includes(shell) ? 'shown' : ''} ${chosen ? 'chosen' : ''}`}>
      <button
        class="tab"
        role="tab"
        data-testid={`tab-${shell}`}
        data-state={state}
        aria-selected={chosen}
        tabIndex={chosen ? 0 : -1}
        title={words || undefined}
        onClick={() => showShell(shell)}
        onKeyDown={keys}
      >
        <TabFaults shell={shell} />
        <span class={state === 'off' || state === 'failed' ? 'off' : ''}>{extra ? shell : nodeOf(shell)}</span>
        {state !== 'ready' && state !== 'busy' && <small>{words}</small>}
        {state === 'busy' && <i class="dot busy" />}
      </button>
      {extra && !watched.value && (
        <button
          class="btn small icon plain close"
          aria-label={t().closeTerminal(shell)}
          title={t().closeTerminal(shell)}
          onClick={() => void closeShell(shell)}
        >
          <Icon name="cross" small />
        </button>
      )}
    </span>
  )
}

function NewTerminal() {
  return (
    <Menu label={<Icon name="plus" small />} button="btn small icon plain" testId="new-terminal">
      <p class="sheet-title">{t().newTerminalOn}</p>
      {lab.value?.nodes.map(({ name }) => (
        <button
          key={name}
          class="item mono"
          data-testid={`new-${name}`}
          onClick={(event) => {
            closeMenu(event.currentTarget)
            openShell(name)
          }}
        >
          {name}
        </button>
      ))}
    </Menu>
  )
}

/** A tab for every node's first terminal and for those opened beside it; search, split, larger. */
export function Tabs() {
  const tool = (label: string, icon: 'search' | 'split' | 'expand', pressed: boolean, press: () => void) => (
    <button class="btn small icon plain" aria-label={label} title={label} aria-pressed={pressed} onClick={press}>
      <Icon name={icon} small />
    </button>
  )
  if (!session.value || session.value.phase === 'failed' || queuePlace(session.value))
    return (
      <div class="tabs">
        <h2 class="tabs-title">{t().terminals}</h2>
      </div>
    )
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={t().terminals}>
        {tabs.value.map((shell) => (
          <Tab key={shell} shell={shell} />
        ))}
      </div>
      {!watched.value && <NewTerminal />}
      <span class="grow" />
      {tool(t().searchTerminal, 'search', searching.value, () => (searching.value = !searching.value))}
      {!watched.value && (
        <>
          <span class="only-roomy">
            {tool(split.value ? t().unsplit : t().split, 'split', split.value, toggleSplit)}
          </span>
          {tool(large.value ? t().smaller : t().larger, 'expand', large.value, () => (large.value = !large.value))}
        </>
      )}
    </div>
  )
}
