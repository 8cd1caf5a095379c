import { computed } from '@preact/signals'
import { line, request } from '../api/socket'
import { linkOf } from './door'
import { thisLab } from './lab'
import { me } from './me'
import { attempt, report } from './problems'

/** The learner of a class whose page this is; null for everybody else. */
export const learner = computed(() => {
  const { state } = line.value
  return state !== 'unauthorized' && me.value?.role === 'learner' && me.value.class ? me.value : null
})
/** The instructor has paused the class. */
export const paused = computed(() => learner.value?.class?.paused != null)

/** Asks the instructor; null: no longer. */
export const askHelp = (text: string | null) => attempt(() => request('help.ask', { text }))

/** Puts the instructor's messages away. */
export const putMessagesAway = () => attempt(() => request('message.read', {}))

/** Half an hour more for the open lab. */
export const extendLab = () => attempt(() => request('lab.extend', thisLab()))

/** A new personal link; null where there is none, and the page says why. */
export async function newLink(): Promise<string | null> {
  try {
    return linkOf(await request('me.link', {}))
  } catch (error) {
    report(error)
    return null
  }
}
