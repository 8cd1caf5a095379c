import { watch } from '../state/classes'
import { watchedSeat } from '../state/roster'

const links = () => [...document.querySelectorAll<HTMLElement>('[data-learner]')]

/** Goes to the next (or previous) row; Enter then watches. */
export function toLearner(way: 1 | -1): void {
  const all = links()
  const focused = all.indexOf(document.activeElement as HTMLElement)
  const at = focused >= 0 ? focused : all.findIndex((link) => link.dataset['learner'] === watchedSeat.peek()?.row.id)
  all.at(at < 0 ? (way > 0 ? 0 : -1) : (at + way) % all.length)?.focus()
}

/** Goes to the message to the learner of the row, else to the one watched. */
export function toMessage(): void {
  const row = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['learner'] : undefined
  if (row !== undefined && row !== watchedSeat.peek()?.row.id) watch(row)
  // Once the panel is there.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-message]')?.focus())
}
