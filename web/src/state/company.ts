import { computed, effect, signal } from '@preact/signals'
import type { Watchers } from '@contract/classroom'
import type { LabRef } from '@contract/lab-ref'
import { isSameLab } from '@contract/lab-ref'
import { line, listen, request } from '../api/socket'
import { labId, labRef, thisLab } from './lab'
import { me } from './me'
import { attempt } from './problems'
import { route } from './route'

/** Milliseconds for which a terminal says who else has just typed in it. */
const typistShown = 2000

const known = signal<(LabRef & Watchers) | null>(null)
/** By shell: who else typed last, and when by this browser's clock. */
export const typists = signal<ReadonlyMap<string, { name: string; at: number }>>(new Map())

/** The open lab is somebody else's. */
export const watched = computed(() => route.value.page === 'class' && labId.value !== null)

/** Everybody who looks at the open lab, its learner left out. */
const people = computed(() => (known.value && isSameLab(known.value, labRef.value) ? known.value.people : []))

/** The others who look at the open lab. */
export const company = computed(() => people.value.filter(({ id }) => id !== me.value?.id))

/** Who the page belongs to takes part in somebody else's lab. */
export const takesPart = computed(() => people.value.some(({ id, part }) => part && id === me.value?.id))

/** Whoever types in one's terminals does so no longer. */
export const endCompany = () => attempt(() => request('company.end', thisLab()))

/** Keeps track of who looks at the open lab and who types in it. */
export function watchCompany(): void {
  listen('company', (view) => (known.value = view))
  listen('shell.typist', ({ shell, name, ...ref }) => {
    if (!isSameLab(ref, labRef.peek())) return
    const typing = { name, at: Date.now() }
    typists.value = new Map(typists.peek()).set(shell, typing)
    setTimeout(() => {
      if (typists.peek().get(shell) !== typing) return
      typists.value = new Map([...typists.peek()].filter(([other]) => other !== shell))
    }, typistShown)
  })
  effect(() => {
    void labRef.value
    if (line.value.state === 'lost') known.value = null
  })
}
