import { batch, computed, effect, signal } from '@preact/signals'
import type { LabRef } from '@contract/lab-ref'
import { isSameLab } from '@contract/lab-ref'
import type { Problem } from '@contract/problem'
import type { BlockView, ChecksView, LabEntry, NodeView, SessionView, ShellView, StepEntry } from '@contract/view'
import { Refusal, line, listen, request } from '../api/socket'
import { catalogue } from './catalogue'
import { forgetStates, takeState } from './cluster'
import { me } from './me'
import { captured } from './packets'
import { report } from './problems'
import { takeTraffic } from './traffic'
import { route } from './route'

/** The lab that is open, by its name: one's own, a learner's beside the roster, or null. */
export const labId = computed(() => {
  const at = route.value
  if (at.page === 'class') return at.watch ? at.lab : null
  return at.page === 'lab' ? at.lab : null
})
const owner = computed(() => (route.value.page === 'class' ? route.value.watch : (me.value?.id ?? null)))

/** The lab that is open; null: none, or the server has not said yet who one is. */
export const labRef = computed<LabRef | null>(() =>
  labId.value && owner.value ? { lab: labId.value, person: owner.value } : null,
)
/** The lab that is open, for a request: the server refuses one about none. */
export const thisLab = (): LabRef => labRef.peek() ?? { lab: '', person: '' }

const known = signal<(LabRef & { entry: LabEntry }) | null>(null)
/** Why the lab cannot be shown. */
export const labProblem = signal<Problem | null>(null)
export const session = signal<SessionView | null>(null)
export const checks = signal<ChecksView | null>(null)
export const blocks = signal<ReadonlyMap<string, BlockView>>(new Map())
export const shells = signal<ReadonlyMap<string, ShellView>>(new Map())

/** The open lab as listed; one's own from the catalogue until the server has answered. */
export const lab = computed<LabEntry | null>(() => {
  if (known.value && isSameLab(known.value, labRef.value)) return known.value.entry
  const own = route.value.page === 'lab' && catalogue.value?.labs.find(({ id }) => id === labId.value)
  return own || null
})

/** What is known of the lab has come over the present line: false from the moment the line breaks. */
export const synced = signal(false)

export const running = computed(() => session.value?.phase === 'running')

/** The step that is shown: the one in the address, else the one to resume at. */
export const step = computed<StepEntry | null>(() => {
  const steps = lab.value?.steps ?? []
  const asked = route.value.page === 'lab' ? route.value.step : null
  return (
    steps.find(({ id }) => id === asked) ?? steps.find(({ id }) => id === lab.value?.currentStep) ?? steps[0] ?? null
  )
})

export const stepIndex = computed(() => lab.value?.steps.findIndex(({ id }) => id === step.value?.id) ?? -1)

export const blockKey = (stepId: string, block: string) => `${stepId}/${block}`

/** How a node of the open lab is; null while nothing runs. */
export const nodeView = (name: string): NodeView | null =>
  session.value?.nodes.find((node) => node.name === name) ?? null

const heardBlock = new Set<(view: BlockView) => void>()
/** Calls back for every block event of the open lab; the returned function ends that. */
export function onBlock(heard: (view: BlockView) => void): () => void {
  heardBlock.add(heard)
  return () => heardBlock.delete(heard)
}

function clear(): void {
  batch(() => {
    known.value = labProblem.value = session.value = checks.value = null
    blocks.value = new Map()
    shells.value = new Map()
    forgetStates()
    takeTraffic(null)
    captured.value = null
  })
}

/** Follows a lab, or asks anew for all that is known of it. */
export async function follow(ref: LabRef): Promise<void> {
  try {
    const answer = await request('lab.follow', ref)
    if (!isSameLab(ref, labRef.peek())) return
    batch(() => {
      known.value = { ...ref, entry: answer.entry }
      labProblem.value = null
      session.value = answer.entry.session
      checks.value = answer.checks
      blocks.value = new Map(answer.blocks.map((view) => [blockKey(view.step, view.block), view]))
      shells.value = new Map(answer.shells.map((view) => [view.id, view]))
      forgetStates()
      for (const { node, state } of answer.states) takeState(node, state, answer.entry.network.vips)
      takeTraffic(answer.traffic)
      synced.value = true
    })
  } catch (error) {
    if (error instanceof Refusal && error.problem.code === 'lab.unknown') labProblem.value = error.problem
    else report(error)
  }
}

const put = <V>(map: ReadonlyMap<string, V>, key: string, value: V) => new Map(map).set(key, value)

function hear(): void {
  const isOpen = (ref: LabRef) => isSameLab(ref, labRef.peek())
  listen('lab', (view) => {
    if (isOpen(view)) known.value = view
  })
  listen('session', (view) => {
    if (!isOpen(view)) return
    const before = session.peek()
    session.value = view.session
    if (view.session?.id === before?.id) return
    // Another session, or none: what was known of the last one is over.
    batch(() => {
      checks.value = null
      blocks.value = new Map()
      shells.value = new Map()
      forgetStates()
      takeTraffic(null)
    })
  })
  listen('checks', (view) => {
    if (isOpen(view)) checks.value = view
  })
  listen('block', (view) => {
    if (!isOpen(view)) return
    const key = blockKey(view.step, view.block)
    blocks.value =
      view.state === 'cancelled'
        ? new Map([...blocks.peek()].filter(([known]) => known !== key))
        : put(blocks.peek(), key, view)
    for (const heard of heardBlock) heard(view)
  })
  listen('state', (event) => {
    if (isOpen(event)) takeState(event.node, event.state, lab.peek()?.network.vips ?? [])
  })
  listen('traffic', (view) => {
    if (isOpen(view)) takeTraffic(view)
  })
  listen('shell', (view) => {
    if (!isOpen(view)) return
    shells.value = put(shells.peek(), view.id, view)
  })
}

/** Keeps the open lab up to date while there is a line to the server. */
export function watchLab(): void {
  hear()
  let open: LabRef | null = null
  effect(() => {
    const ref = labRef.value
    if (ref === open) return
    if (open !== null && line.peek().state === 'connected') request('lab.leave', open).catch(report)
    open = ref
    clear()
  })
  effect(() => {
    const ref = labRef.value
    synced.value = false
    if (ref !== null && line.value.state === 'connected') void follow(ref)
  })
}
