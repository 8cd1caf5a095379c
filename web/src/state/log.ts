import { computed, effect, signal } from '@preact/signals'
import type { ActivityEvent } from '@contract/classroom'
import { line, request } from '../api/socket'
import { classId } from './classes'
import { report } from './problems'
import { watchedSeat } from './roster'

/** How often an instructor here has done something that no row of the roster shows. */
const done = signal(0)
export const readLogAgain = () => void done.value++

const known = signal<{ person: string; happenings: ActivityEvent[] } | null>(null)

/** What happened to the learner beside the roster, newest first. */
export const log = computed(() => {
  const { person, happenings } = known.value ?? {}
  return person !== undefined && person === watchedSeat.value?.row.id ? (happenings ?? []) : []
})

/** Reads the log anew whenever something about the learner has changed, or was done about them here. */
export function watchLog(): void {
  const about = computed(() => {
    const row = watchedSeat.value?.row
    // Every key typed counts as an act; none of them is in the log.
    return row ? JSON.stringify({ ...row, acted: null }) : null
  })
  effect(() => {
    const [id, text] = [classId.value, about.value, done.value]
    if (id === null || text === null || line.value.state !== 'connected') return
    const person = (JSON.parse(text) as { id: string }).id
    request('person.log', { class: id, person }).then((happenings) => (known.value = { person, happenings }), report)
  })
}
