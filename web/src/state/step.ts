import { computed, effect, signal } from '@preact/signals'
import type { Language } from '@contract/lesson'
import type { BlockSegment, BlockView, Segment, StepView } from '@contract/view'
import { request } from '../api/socket'
import { language } from '../i18n'
import { watched } from './company'
import { blockKey, blocks, checks, lab, labRef, running, step, synced } from './lab'
import { report } from './problems'
import { go, route } from './route'

export type Block = BlockSegment

const texts = signal<ReadonlyMap<string, StepView>>(new Map())
const textKey = (labId: string, stepId: string, lang: Language) => [labId, stepId, lang].join(' ')

/** The shown step's text in the page's language; in the other one, or null, until it has come. */
export const text = computed<StepView | null>(() => {
  if (!lab.value || !step.value) return null
  const { id } = lab.value
  const other = language.value === 'en' ? 'zh' : 'en'
  const find = (lang: Language) => texts.value.get(textKey(id, step.value?.id ?? '', lang))
  return find(language.value) ?? find(other) ?? null
})

/** Blocks to run or write, in order, those in closed solutions left out. */
function shownBlocks(segments: Segment[]): Block[] {
  return segments.flatMap((segment): Block[] => {
    if (segment.type === 'run' || segment.type === 'file' || segment.type === 'fault') return [segment]
    return segment.type === 'callout' && segment.kind !== 'solution' ? shownBlocks(segment.segments) : []
  })
}

const isDone = (view: BlockView | undefined) => view?.state === 'ran' || view?.state === 'written'

/** The block to run next: the first not done, or null when all are. */
export function nextBlock(stepId: string, segments: Segment[], played: ReadonlyMap<string, BlockView>): Block | null {
  return shownBlocks(segments).find(({ id }) => !isDone(played.get(blockKey(stepId, id)))) ?? null
}

/** Every check of the shown step is green. */
export const allPassed = computed(() => {
  const view = checks.value
  return (
    view !== null &&
    view.step === step.value?.id &&
    view.checks.length > 0 &&
    view.checks.every(({ state }) => state === 'passed')
  )
})

/** The block whose button is filled. None without a running lab, and none once the checks are green. */
export const primaryBlock = computed(() =>
  running.value && text.value && !allPassed.value
    ? nextBlock(text.value.step, text.value.segments, blocks.value)
    : null,
)

/** Reads the shown step, and tells the server which one the learner works on. */
export function watchStep(): void {
  effect(() => {
    // The lab's entry changes with its text, so that an edited lesson is read again.
    const [entry, shown, lang] = [lab.value, step.value, language.value]
    if (!synced.value || !entry || !shown || watched.value) return
    request('step.read', { lab: entry.id, step: shown.id, language: lang }).then(
      (view) => (texts.value = new Map(texts.peek()).set(textKey(view.lab, view.step, view.language), view)),
      report,
    )
  })
  // An address without a step names the one shown, so that progress made elsewhere does not turn the page.
  effect(() => {
    const at = route.value
    if (at.page === 'lab' && at.step === null && step.value) go({ ...at, step: step.value.id }, true)
  })
  const worksOn = computed(() => {
    if (!synced.value || !running.value || !lab.value || !step.value || watched.value) return null
    return step.value.id
  })
  effect(() => {
    const [ref, stepId] = [labRef.value, worksOn.value]
    if (ref === null || stepId === null) return
    request('step.enter', { ...ref, step: stepId }).then((view) => {
      if (view && ref === labRef.peek() && view.step === step.peek()?.id) checks.value = view
    }, report)
  })
}
