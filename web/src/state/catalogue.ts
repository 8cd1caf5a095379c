import { computed, effect, signal } from '@preact/signals'
import type { Language } from '@contract/lesson'
import type { CatalogueView, LabEntry } from '@contract/view'
import { line, listen, request } from '../api/socket'
import { report } from './problems'
import { route } from './route'

/** The catalogue; null until the server has sent it. */
export const catalogue = signal<CatalogueView | null>(null)

export type Show = 'all' | 'begun' | 'done'
export const show = signal<Show>('all')
export const sought = signal('')

const isDone = ({ steps }: LabEntry) => steps.length > 0 && steps.every(({ done }) => done)
const isBegun = (lab: LabEntry) => (lab.session !== null || lab.steps.some(({ done }) => done)) && !isDone(lab)

/** Whether a lab is listed under a filter and for words sought in its texts, commands, nodes and modules. */
export function matches(lab: LabEntry, filter: Show, words: string): boolean {
  if (filter === 'begun' && !isBegun(lab)) return false
  if (filter === 'done' && !isDone(lab)) return false
  const text = (['en', 'zh'] satisfies Language[])
    .flatMap((language) => [
      ...[lab.title, lab.tagline, lab.summary].map((both) => both[language]),
      ...lab.steps.flatMap(({ title, excerpt }) => [title[language], excerpt[language]]),
    ])
    .concat(
      lab.id,
      lab.modules,
      lab.commands,
      lab.nodes.flatMap(({ name, services }) => [name, ...services]),
    )
    .join('\n')
    .toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

export const listed = computed(() =>
  (catalogue.value?.labs ?? []).filter((lab) => matches(lab, show.value, sought.value)),
)

/** The lab in the side panel: the one asked for, else a running one, else the first that is not done. */
export const selected = computed<LabEntry | null>(() => {
  const labs = catalogue.value?.labs ?? []
  const asked = route.value.page === 'catalogue' ? route.value.lab : null
  return (
    labs.find(({ id }) => id === asked) ??
    labs.find(({ session }) => session) ??
    labs.find((lab) => !isDone(lab)) ??
    labs[0] ??
    null
  )
})

/** The number of the step to resume at, from 1. */
export const stepNumber = (lab: LabEntry): number =>
  Math.max(1, lab.steps.findIndex(({ id }) => id === lab.currentStep) + 1)

/** Keeps the catalogue up to date while there is a line to the server. */
export function watchCatalogue(): void {
  listen('catalogue', (view) => (catalogue.value = view))
  effect(() => {
    if (line.value.state !== 'connected') return
    request('catalogue.watch', {}).then((view) => (catalogue.value = view), report)
  })
}
