import { computed, effect, signal } from '@preact/signals'
import type { LearnerRow, Standing } from '@contract/classroom'
import { standing } from '@contract/classroom'
import { stored } from '../ui/stored'
import { roster, shownLab } from './classes'
import { now } from './now'
import { route } from './route'

/** A learner, and how they stand in the lab that the roster shows. `out`: put out of the class. */
export interface Seat {
  row: LearnerRow
  is: Standing | 'out'
  since: number
}

export const standings = ['help', 'stuck', 'failing', 'working', 'done', 'away'] as const
export const sorts = ['need', 'name', 'arrival', 'progress'] as const
type Sort = (typeof sorts)[number]

/** How everybody stands. */
export const seatsOf = (learners: LearnerRow[], lab: string, steps: number, at: number): Seat[] =>
  learners.map((row) => ({
    row,
    ...(row.removed ? { is: 'out' as const, since: row.joined } : standing(row, lab, steps, at)),
  }))

const byName = (a: Seat, b: Seat) => a.row.name.localeCompare(b.row.name)
const need = ({ is }: Seat) => (is === 'out' ? standings.length : standings.indexOf(is))
const progress = ({ row }: Seat, lab: string) => row.labs[lab]?.done.length ?? -1

/** Learners in an order, those put out always last. */
export function sorted(seats: Seat[], by: Sort, lab: string): Seat[] {
  const orders: Record<Sort, (a: Seat, b: Seat) => number> = {
    need: (a, b) => need(a) - need(b) || a.since - b.since || byName(a, b),
    name: byName,
    arrival: (a, b) => a.row.joined - b.row.joined,
    progress: (a, b) => progress(b, lab) - progress(a, lab) || a.since - b.since || byName(a, b),
  }
  const out = ({ is }: Seat) => (is === 'out' ? 1 : 0)
  return seats.toSorted((a, b) => out(a) - out(b) || orders[by](a, b))
}

/** What is on show already keeps its place; what is new comes behind it. */
export const held = (shown: string[], wanted: string[]): string[] => [
  ...shown,
  ...wanted.filter((id) => !shown.includes(id)),
]

export const sort = stored<Sort>('roster.sort', 'need', (value) => sorts.includes(value as Sort))
/** Only learners who stand so are shown; null: all. */
export const filter = signal<Standing | null>(null)
/** The pointer is over the list: nothing moves under it. */
export const pointed = signal(false)

export const seats = computed(() => {
  const lab = shownLab.value
  return seatsOf(roster.value?.learners ?? [], lab?.id ?? '', lab?.steps.length ?? 0, now.value)
})

export const counts = computed(() => {
  const count = { help: 0, stuck: 0, failing: 0, working: 0, done: 0, away: 0, out: 0 }
  for (const { is } of seats.value) count[is]++
  return count
})

/** Ids in the order wanted now; as one text, so that it changes only when the order does. */
const wanted = computed(() =>
  sorted(seats.value, sort.value, shownLab.value?.id ?? '')
    .filter(({ is }) => filter.value === null || filter.value === is)
    .map(({ row }) => row.id)
    .join(' '),
)
const split = (ids: string) => (ids === '' ? [] : ids.split(' '))
const order = signal<string[]>([])

/** Learners as the list shows them. */
export const listedSeats = computed(() => {
  const byId = new Map(seats.value.map((seat) => [seat.row.id, seat]))
  return order.value.flatMap((id) => byId.get(id) ?? [])
})

/** The learner beside the roster. */
export const watchedSeat = computed(() => {
  const at = route.value
  return at.page === 'class' ? (seats.value.find(({ row }) => row.id === at.watch) ?? null) : null
})

/** Brings the list into the order that was just chosen, wherever the pointer is. */
export function choose(what: { sort?: Sort; filter?: Standing | null }): void {
  if (what.sort !== undefined) sort.value = what.sort
  if (what.filter !== undefined) filter.value = what.filter
  order.value = split(wanted.peek())
}

/** Keeps the list in order while the pointer is elsewhere. */
export function arrangeRoster(): void {
  effect(() => {
    const ids = split(wanted.value)
    order.value = pointed.value ? held(order.peek(), ids) : ids
  })
}
