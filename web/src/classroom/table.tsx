import type { LabEntry } from '@contract/view'
import { pick, t } from '../i18n'
import { catalogue } from '../state/catalogue'
import { shownClass, shownLab } from '../state/classes'
import { now } from '../state/now'
import type { Seat } from '../state/roster'
import { choose, listedSeats, pointed, seats, watchedSeat } from '../state/roster'
import { go, href } from '../state/route'
import { Icon } from '../ui/icon'
import { nowWords } from './now-words'
import { spent } from './time'

/** A step, and how many have done it. */
function StepHead({ lab, at }: { lab: LabEntry; at: number }) {
  const { id, title } = lab.steps[at] ?? { id: '', title: { en: '', zh: '' } }
  const all = seats.value.filter(({ is }) => is !== 'out')
  const done = all.filter(({ row }) => row.labs[lab.id]?.done.includes(id)).length
  return (
    <th scope="col" title={pick(title)}>
      <span class="num">{at + 1}</span>
      <small class="num" data-testid={`done-${id}`}>
        {done}
        <span class="more"> {t().classes.doneCount}</span>
      </small>
      <i class="fill" style={{ '--f': `${all.length > 0 ? (100 * done) / all.length : 0}%` }} />
    </th>
  )
}

/** A learner's step: done, not yet, or how long they have been at it and how that goes. */
function Cell({ seat, lab, step }: { seat: Seat; lab: string; step: string }) {
  const { row, is, since } = seat
  const at = row.labs[lab]
  const w = t().classes
  const here = at?.step === step && is !== 'done' && is !== 'out'
  if (here && (row.lab === lab || is === 'help')) {
    const { count, hours } = spent(now.value - since)
    const opened = row.checks?.failing?.hintOpened === true
    return (
      <td class={opened ? `${is} hinted` : is} title={opened ? w.hintOpened : undefined}>
        <b>
          <span class="sr">{w.standings[is]}</span>
          {hours ? `${count}h` : count}
          {!hours && <span class="more">{w.unitMinutes}</span>}
        </b>
      </td>
    )
  }
  if (at?.done.includes(step))
    return (
      <td class="done">
        <span class="sr">{t().done}</span>
      </td>
    )
  return <td />
}

function Row({ seat, lab }: { seat: Seat; lab: LabEntry }) {
  const { row, is } = seat
  const w = t().classes
  const to = { page: 'class', class: shownClass.value?.id ?? '', lab: lab.id, watch: row.id } as const
  const other = catalogue.value?.labs.find(({ id }) => id === row.lab)?.title
  return (
    <tr
      class={`is-${is}`}
      data-testid={`learner-${row.id}`}
      data-standing={is}
      aria-current={watchedSeat.value?.row.id === row.id ? 'true' : undefined}
      onClick={() => go(to, true)}
    >
      <th scope="row">
        <a href={href(to)} data-learner={row.id} title={row.name}>
          {row.name}
        </a>
        {row.company.length > 0 && (
          <span class="with" title={w.helpedBy(row.company.join(', '))}>
            <Icon name="eye" small />
            <span class="sr">{w.helpedBy(row.company.join(', '))}</span>
          </span>
        )}
      </th>
      <td class="state">
        {nowWords(seat, lab.id, other ? pick(other) : (row.lab ?? ''), now.value, t())}
        {row.checks?.failing?.hintOpened && is !== 'out' && (
          <span class="hint-opened" title={w.hintOpened}>
            <Icon name="book" small />
            <span class="sr">{w.hintOpened}</span>
          </span>
        )}
      </td>
      {lab.steps.map(({ id }) => (
        <Cell key={id} seat={seat} lab={lab.id} step={id} />
      ))}
    </tr>
  )
}

/** Everybody's way through the lab, a row each. Nothing moves under the pointer. */
export function Table() {
  const lab = shownLab.value
  if (!lab) return null
  const rows = listedSeats.value
  const w = t().classes
  return (
    <div
      class="scroll"
      tabIndex={-1}
      data-region="roster"
      aria-label={w.learnersAndSteps}
      onPointerEnter={() => (pointed.value = true)}
      onPointerLeave={() => (pointed.value = false)}
    >
      <table class={lab.steps.length > 10 ? 'many' : ''}>
        <thead>
          <tr>
            <th scope="col">{w.learner}</th>
            <th scope="col" class="state">
              {w.now}
            </th>
            {lab.steps.map(({ id }, at) => (
              <StepHead key={id} lab={lab} at={at} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((seat) => (
            <Row key={seat.row.id} seat={seat} lab={lab} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && (
        <p class="no-rows">
          {w.nobodySo}{' '}
          <button class="btn small" onClick={() => choose({ filter: null })}>
            {w.showAll}
          </button>
        </p>
      )}
    </div>
  )
}
