import { computed, effect, signal } from '@preact/signals'
import type { ClassView, RosterView } from '@contract/classroom'
import type { Problem } from '@contract/problem'
import type { LabEntry } from '@contract/view'
import { Refusal, line, listen, request } from '../api/socket'
import { catalogue } from './catalogue'
import { isStaff } from './me'
import { report } from './problems'
import { go, route } from './route'

/** All classes, newest first; null until the server has sent them. */
export const classes = signal<ClassView[] | null>(null)

const known = signal<RosterView | null>(null)
/** Why the class cannot be shown. */
export const classProblem = signal<Problem | null>(null)

/** The class that is open. */
export const classId = computed(() => (route.value.page === 'class' ? route.value.class : null))

/** What is open beside the roster, in the place of a learner. */
export type Tool = 'message' | 'steps' | 'change' | 'invite' | 'audit' | 'end'
export const tool = signal<Tool | null>(null)

/** Who is in the open class, and how far; null until the server has answered. */
export const roster = computed(() => (known.value?.class.id === classId.value ? known.value : null))
export const shownClass = computed<ClassView | null>(() => roster.value?.class ?? null)

/** Labs of the open class as listed, in its order. */
export const classLabs = computed<LabEntry[]>(() =>
  (shownClass.value?.labs ?? []).flatMap((id) => catalogue.value?.labs.find((lab) => lab.id === id) ?? []),
)

/** The lab whose steps the roster shows: the one in the address, else the first. */
export const shownLab = computed<LabEntry | null>(() => {
  const at = route.value
  const asked = at.page === 'class' ? at.lab : null
  return classLabs.value.find(({ id }) => id === asked) ?? classLabs.value[0] ?? null
})

/** Goes to a learner's lab beside the roster; null: to the roster alone. */
export function watch(person: string | null, lab = shownLab.peek()?.id ?? null): void {
  const id = classId.peek()
  if (id !== null) go({ page: 'class', class: id, lab, watch: person }, true)
}

/** Takes in a class as the server has answered with it. */
export function takeClass(view: ClassView): void {
  if (known.peek()?.class.id === view.id) known.value = { learners: known.peek()?.learners ?? [], class: view }
}

async function follow(id: string): Promise<void> {
  try {
    const view = await request('class.follow', { class: id })
    if (classId.peek() === id) known.value = view
    classProblem.value = null
  } catch (error) {
    if (error instanceof Refusal && error.problem.code === 'class.unknown') classProblem.value = error.problem
    else report(error)
  }
}

/** Keeps the list of classes, or the open class, up to date while there is a line to the server. */
export function watchClasses(): void {
  listen('roster', (view) => {
    if (view.class.id === classId.peek()) known.value = view
  })
  effect(() => {
    if (route.value.page !== 'classes' || !isStaff.value || line.value.state !== 'connected') return
    request('class.list', {}).then((list) => (classes.value = list.toSorted((a, b) => b.at - a.at)), report)
  })
  let open: string | null = null
  effect(() => {
    const id = isStaff.value ? classId.value : null
    if (open !== null && open !== id && line.peek().state === 'connected')
      request('class.leave', { class: open }).catch(report)
    open = id
    if (id !== null && line.value.state === 'connected') void follow(id)
  })
  effect(() => {
    void route.value
    tool.value = null
  })
  // A learner's lab has an address of its own: an address without a lab names the one shown.
  effect(() => {
    const at = route.value
    if (at.page === 'class' && at.watch && !at.lab && shownLab.value) go({ ...at, lab: shownLab.value.id }, true)
  })
}
