import type { CheckView } from '@contract/view'
import type { Dictionary } from '../i18n/dictionary'
import { ago, clockTime } from '../i18n/time'

/** The words at the right of a check's row: an age, the measured value, or why there is none. */
export function checkAside(
  view: CheckView | undefined,
  now: number,
  above: string | undefined,
  title: (id: string) => string,
  words: Dictionary,
): string {
  if (!view) return ''
  const age = view.at ? ago(now - view.at, words) : ''
  switch (view.state) {
    case 'pending':
      if (view.hint) return words.checkPendingHint
      return view.at ? words.checkPending : ''
    case 'waiting':
      return view.waitsFor === above ? words.checkWaitsAbove : words.checkWaits(title(view.waitsFor ?? ''))
    case 'running':
      return words.checkRunning
    case 'passed':
      return view.found || age
    case 'failed':
      return view.trueUntil ? words.checkWasTrue(clockTime(view.trueUntil)) : age
    case 'error':
      return words.checkError
  }
}

/** Whether a row can be opened: there is something more to say. */
export const hasMore = (view: CheckView | undefined): boolean =>
  view !== undefined && (opensItself(view) || (view.hint !== undefined && view.state !== 'passed'))

/** Whether it opens without being asked; a check that is only not true yet keeps its hint until it is wanted. */
export const opensItself = (view: CheckView): boolean => view.state === 'failed' || view.state === 'error'

/** What changed between two looks, in words for a screen reader. */
export function changes(
  before: CheckView[],
  after: CheckView[],
  title: (id: string) => string,
  words: Dictionary,
): string {
  const was = new Map(before.map(({ id, state }) => [id, state]))
  return after
    .filter(({ id, state }) => was.has(id) && was.get(id) !== state && (state === 'passed' || state === 'failed'))
    .map(({ id, state }) => (state === 'passed' ? words.saysPassed(title(id)) : words.saysFailed(title(id))))
    .join('. ')
}
