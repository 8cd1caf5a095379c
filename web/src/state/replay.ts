import { computed, effect } from '@preact/signals'
import { request } from '../api/socket'
import { stored } from '../ui/stored'
import { watched } from './company'
import { blocks, lab, session, step, stepIndex, thisLab } from './lab'
import { attempt } from './problems'

/** A session that began, as this browser saw it, at a step that others come before. */
interface Beginning {
  session: string
  step: string
}

const isBeginning = (value: unknown): value is Beginning =>
  typeof value === 'object' && value !== null && 'session' in value && 'step' in value

/** The place of the furthest step of which blocks were played; -1: none were. */
export function lastPlayed(steps: { id: string }[], played: ReadonlyMap<string, { step: string }>): number {
  const of = new Set([...played.values()].map(({ step: id }) => id))
  return steps.findLastIndex(({ id }) => of.has(id))
}

/** The last such session, until the steps before are replayed on it or need not be. */
const beginning = stored<Beginning | null>('replay', null, isBeginning)

/** The number of steps before the shown one that are to be replayed on fresh nodes; 0: none, or it is not the time to ask. */
export const replayable = computed(() => {
  const { value } = beginning
  const running = session.value
  if (!value || running?.id !== value.session || running.phase !== 'running' || running.solving !== null) return 0
  if (blocks.value.size > 0 || step.value?.id !== value.step || watched.value) return 0
  return Math.max(0, stepIndex.value)
})

/** The number of the step that is being played on the way to the shown one; null: none is. */
export const replaying = computed(() => {
  if (!session.value || session.value.solving === null) return null
  const at = lastPlayed(lab.value?.steps ?? [], blocks.value)
  return at < stepIndex.value ? Math.max(0, at) + 1 : null
})

export const declineReplay = (): void => void (beginning.value = null)

/** Plays the steps before the shown one on the nodes, visibly. */
export async function replay(): Promise<void> {
  const at = { ...thisLab(), step: step.peek()?.id ?? '' }
  if (await attempt(() => request('step.replay', at))) declineReplay()
}

/** Notes a session that starts before this page's eyes, and the step it was started at. */
export function watchBeginnings(): void {
  let starting: string | null = null
  effect(() => {
    const { id, phase } = session.value ?? {}
    if (id !== undefined && phase === 'running' && starting === id)
      beginning.value = { session: id, step: step.peek()?.id ?? '' }
    starting = id !== undefined && phase === 'starting' ? id : null
  })
}
