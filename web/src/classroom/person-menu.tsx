import type { Signal } from '@preact/signals'
import { t } from '../i18n'
import { stopLab } from '../state/actions'
import { extendLab, letIn, newLinkFor, putOut, stepFor } from '../state/class-actions'
import { shownLab } from '../state/classes'
import { lab, labRef, running, session, step, stepIndex } from '../state/lab'
import type { Seat } from '../state/roster'
import { Icon } from '../ui/icon'
import { Menu, closeMenu } from '../ui/menu'

/** What stands under the learner's name after a choice in the menu. */
export type Strip = { what: 'link'; link: string } | { what: 'merge' } | null

/** What may be done about one learner. */
export function PersonMenu({ seat: { row }, strip }: { seat: Seat; strip: Signal<Strip> }) {
  const w = t().classes
  const ref = labRef.value
  // Followed or not: a step can be counted while nothing runs.
  const number = stepIndex.value + 1
  const stepId = lab.value && step.value && shownLab.value ? step.value.id : null
  const item = (name: string, words: string, what: string, act: () => unknown, off = false) => (
    <button
      class="item"
      data-testid={`person-${name}`}
      disabled={off}
      onClick={(event) => {
        closeMenu(event.currentTarget)
        act()
      }}
    >
      {words}
      {what && <small>{what}</small>}
    </button>
  )
  const onStep = (name: 'solve' | 'reset' | 'count', words: string, what: string) =>
    ref !== null &&
    stepId !== null &&
    item(name, words, what, () => stepFor(ref, stepId, name), name !== 'count' && !running.value)
  const giveLink = async () => {
    const link = await newLinkFor(row.id)
    if (link !== null) strip.value = { what: 'link', link }
  }
  return (
    <Menu
      label={
        <>
          <Icon name="more" small />
          <span class="sr">{w.moreAbout(row.name)}</span>
        </>
      }
      button="btn small icon plain"
      testId="person-more"
    >
      {!row.removed && (
        <>
          {onStep('count', w.countStep(number), w.countStepWhat)}
          {onStep('solve', w.solveStep(number), w.solveStepWhat)}
          {onStep('reset', w.resetStep(number), w.resetStepWhat)}
          <hr />
          {ref !== null && item('extend', w.extendLab, w.extendWhat, () => extendLab(ref), !running.value)}
          {ref !== null && item('stop', w.stopLab, w.stopLabWhat, () => stopLab(ref), session.value === null)}
          <hr />
          {item('link', w.newLink, w.newLinkWhat, giveLink)}
        </>
      )}
      {item('merge', w.merge, w.mergeWhat, () => (strip.value = { what: 'merge' }))}
      {row.removed
        ? item('let-in', w.letIn, w.letInWhat, () => letIn(row.id))
        : item('put-out', w.putOut, w.putOutWhat, () => putOut(row.id))}
    </Menu>
  )
}
