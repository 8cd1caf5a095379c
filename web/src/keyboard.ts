import { signal } from '@preact/signals'
import { toLearner, toMessage } from './classroom/keys'
import { nextStep, previousStep, runNext } from './state/actions'
import { LoneKey } from './lone-key'
import { route } from './state/route'
import { focusShell, moveToSplit, searching, active, showShell, tabs } from './state/terminals'
import { primaryBlock } from './state/step'
import { stored } from './ui/stored'

/** The help sheet is open. */
export const helpOpen = signal(false)

/** Whether N, P, C, F, H, / and ? do something. */
export const singleKeys = stored('single-keys', true, (value) => typeof value === 'boolean')

/** Moves the keyboard to the next (or previous) region of the page. */
function nextRegion(way: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  )
  const at = regions.findIndex((region) => region.contains(document.activeElement))
  const to = regions.at(at < 0 ? (way > 0 ? 0 : -1) : (at + way) % regions.length)
  if (to?.dataset['region'] === 'terminal') focusShell(active.peek())
  else to?.focus()
}

/** Runs the next block where it can be seen; one behind an answer not yet revealed is shown first. */
function runShown(): void {
  const block = document.querySelector(`[data-block="${primaryBlock.peek()?.id}"]`)
  const closed = block?.closest<HTMLDetailsElement>('details:not([open])')
  if (closed) closed.open = true
  else runNext()
  block?.scrollIntoView({ block: 'nearest' })
}

/** Goes to the checks: to the first that can be opened, else to the region. */
function toChecks(): void {
  const region = document.querySelector<HTMLElement>('[data-region="checks"]')
  ;(region?.querySelector<HTMLElement>('button') ?? region)?.focus()
}

/** Opens the faults. No switch has the focus yet: whoever typed F by accident and goes on typing changes nothing. */
function openFaults(): void {
  const menu = document.querySelector<HTMLElement>('[data-testid=faults]')?.closest('details')
  if (!menu) return
  menu.open = true
  menu.querySelector<HTMLElement>('.switchboard')?.focus()
}

/** Opens the question to the instructor, for who has one. */
function openAskHelp(): void {
  const menu = document.querySelector<HTMLElement>('[data-testid=ask-help]')?.closest('details')
  if (menu) menu.open = true
}

/** Terminal by number; the one that is active already moves into the split. */
function terminal(number: number): void {
  const shell = tabs.peek()[number - 1]
  if (shell === undefined) return
  if (shell === active.peek()) moveToSplit(shell)
  else showShell(shell)
}

/** Keys that work everywhere, in terminals too. Says whether the key was one. */
function anywhere(event: KeyboardEvent, inLab: boolean): boolean {
  if (event.key === 'F6' && !event.ctrlKey && !event.altKey) return (nextRegion(event.shiftKey ? -1 : 1), true)
  if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey || !inLab) return false
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1]
  if (digit !== undefined) return (terminal(Number(digit)), true)
  if (event.key === 'Enter') return (runShown(), true)
  if (event.code === 'KeyF') return ((searching.value = !searching.peek()), true)
  return false
}

const single: Record<string, (inLab: boolean) => unknown> = {
  n: (inLab) => inLab && nextStep(),
  p: (inLab) => inLab && previousStep(),
  c: (inLab) => inLab && toChecks(),
  f: (inLab) => inLab && openFaults(),
  h: openAskHelp,
  '/': () => document.querySelector<HTMLElement>('[data-find]')?.focus(),
  '?': () => (helpOpen.value = !helpOpen.peek()),
}

/** Those that change the page wait until it is sure that nobody is typing a command beside a terminal. */
const lone = new LoneKey()
const waits = new Set(['n', 'p', 'c', 'f', 'h'])

/** Beside those, in a class. */
const inClass: Record<string, () => void> = {
  j: () => toLearner(1),
  k: () => toLearner(-1),
  m: toMessage,
}

/** The page's keys. Heard before the terminals hear them; everything not named here is theirs. */
export function listenToKeys(): void {
  const heard = (event: KeyboardEvent) => {
    const inLab = route.peek().page === 'lab'
    const at = event.target instanceof Element ? event.target : document.body
    const typing = at.closest('.pane, input, textarea, select, [contenteditable]') !== null
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing
    const keys = route.peek().page === 'class' ? { ...single, ...inClass } : single
    const key = event.key.toLowerCase()
    const action = plain && !typing && singleKeys.peek() ? keys[key] : undefined
    if (key === 'escape') lone.end()
    if (plain && !typing && key.length === 1)
      lone.press(key, action && waits.has(key) ? () => action(inLab) : undefined)
    if (action && !waits.has(key)) action(inLab)
    else if (!action && !anywhere(event, inLab)) return
    event.preventDefault()
    event.stopPropagation()
  }
  addEventListener('keydown', heard, { capture: true })
}
