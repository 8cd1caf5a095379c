import { batch, computed, effect, signal } from '@preact/signals'
import type { LabRef } from '@contract/lab-ref'
import { isSameLab } from '@contract/lab-ref'
import { request } from '../api/socket'
import { lab, labRef, onBlock, session, shells, thisLab } from './lab'
import { attempt } from './problems'

/** Which terminals the two places show: `main` always, `second` while split. `active` has, or had last, the keyboard. */
interface Places {
  main: string
  second: string | null
  active: 'main' | 'second'
}

const extra = signal<string[]>([])
const places = signal<Places>({ main: '', second: null, active: 'main' })
/** Whether the room suffices for two terminals side by side. */
export const roomy = signal(true)
/** The terminals take the picture's room too. */
export const large = signal(false)
/** The search bar of the active terminal is open. */
export const searching = signal(false)
/** Terminals that were shown since the lab started: they stay alive while hidden. */
export const mounted = signal<string[]>([])
/** The terminal that shall take the keyboard; `count` tells requests apart. */
export const focusAsked = signal<{ shell: string; count: number } | null>(null)
/** A block whose line a terminal shall show. */
export const revealAsked = signal<{ shell: string; block: string; count: number } | null>(null)

export const nodeOf = (shell: string) => shell.split('/')[0] ?? ''
const numberOf = (shell: string) => Number(shell.split('/')[1])

/** Every node's first terminal in the lab's order, each followed by those opened beside it. */
export function tabsFor(nodes: string[], others: Iterable<string>): string[] {
  const all = [...new Set(others)].filter((shell) => numberOf(shell) > 1)
  return nodes.flatMap((node) => [
    `${node}/1`,
    ...all.filter((shell) => nodeOf(shell) === node).sort((a, b) => numberOf(a) - numberOf(b)),
  ])
}

export const tabs = computed(() =>
  tabsFor(lab.value?.nodes.map(({ name }) => name) ?? [], [...extra.value, ...shells.value.keys()]),
)

/** The terminals on show, the main one first. */
export const visible = computed<string[]>(() => {
  const { main, second, active } = places.value
  if (second === null) return main ? [main] : []
  return roomy.value ? [main, second] : [active === 'second' ? second : main]
})

export const active = computed(() => (places.value.active === 'second' && places.value.second) || places.value.main)
export const split = computed(() => places.value.second !== null)

function place(next: Partial<Places>): void {
  places.value = { ...places.peek(), ...next }
}

/** Gives a terminal the keyboard. */
export function focusShell(shell: string): void {
  focusAsked.value = { shell, count: (focusAsked.peek()?.count ?? 0) + 1 }
}

/** The pane of that terminal has the keyboard now. */
export function becameActive(shell: string): void {
  place({ active: shell === places.peek().second ? 'second' : 'main' })
}

/** Shows a terminal, in its place if it has one, else in the active one. */
export function showShell(shell: string, focus = true): void {
  const { main, second, active: at } = places.peek()
  if (shell === main) place({ active: 'main' })
  else if (shell === second) place({ active: 'second' })
  else place({ [at]: shell })
  if (focus) focusShell(shell)
}

/** Shows the terminals that a block runs in, the first with the keyboard. */
export function showShells([first, other]: string[], focus = true): void {
  if (first === undefined) return
  batch(() => {
    if (other !== undefined) place({ main: first, second: other, active: 'main' })
    showShell(first, focus)
  })
}

/** Puts a terminal beside another one. */
export function moveToSplit(shell: string): void {
  const { main, second } = places.peek()
  const beside = main !== shell ? main : (second ?? tabs.peek().find((tab) => tab !== shell))
  if (beside === undefined || beside === shell) return
  place({ main: beside, second: shell, active: 'second' })
  focusShell(shell)
}

export function toggleSplit(): void {
  const { main, second } = places.peek()
  if (second !== null) place({ main: active.peek(), second: null, active: 'main' })
  else {
    const other = tabs.peek().find((tab) => tab !== main)
    if (other) moveToSplit(other)
  }
}

/** Opens one more terminal on a node. */
export function openShell(node: string): void {
  const used = new Set(tabs.peek())
  let number = 2
  while (used.has(`${node}/${number}`)) number++
  extra.value = [...extra.peek(), `${node}/${number}`]
  showShell(`${node}/${number}`)
}

/** Ends a terminal and takes its tab away. */
export async function closeShell(shell: string): Promise<void> {
  const { main, second } = places.peek()
  const closed = await attempt(() => request('shell.close', { ...thisLab(), shell }))
  if (!closed) return
  batch(() => {
    extra.value = extra.peek().filter((other) => other !== shell)
    mounted.value = mounted.peek().filter((other) => other !== shell)
    shells.value = new Map([...shells.peek()].filter(([id]) => id !== shell))
    if (shell === second) place({ second: null, active: 'main' })
    if (shell === main) place({ main: second ?? `${nodeOf(shell)}/1`, second: null, active: 'main' })
  })
}

/** Begins anew with every lab and every session of it; keeps what was shown alive. */
export function arrangeTerminals(): void {
  let arranged: LabRef | null = null
  const sessionId = computed(() => session.value?.id ?? null)
  effect(() => {
    const [ref, shown] = [labRef.value, lab.value]
    if (!ref || !shown || isSameLab(ref, arranged)) return
    arranged = ref
    const first = shown.nodes.find(({ role }) => role !== 'client' && role !== 'real-server') ?? shown.nodes[0]
    const client = shown.nodes.find(({ role, name }) => role === 'client' && name !== first?.name)
    extra.value = []
    places.value = { main: first ? `${first.name}/1` : '', second: client ? `${client.name}/1` : null, active: 'main' }
  })
  // While a step is solved, its terminals come on show; the keyboard stays where it is.
  onBlock(({ state, shell }) => {
    if (session.peek()?.solving && state === 'running' && shell) showShell(shell, false)
  })
  let of: string | null = null
  effect(() => {
    const kept = sessionId.value === of ? mounted.peek() : []
    of = sessionId.value
    const shown = of === null ? [] : visible.value.filter((shell) => shell !== '' && !kept.includes(shell))
    if (kept !== mounted.peek() || shown.length > 0) mounted.value = [...kept, ...shown]
  })
}
