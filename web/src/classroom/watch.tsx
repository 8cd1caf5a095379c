import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { pick, t } from '../i18n'
import { takePart } from '../state/class-actions'
import { catalogue } from '../state/catalogue'
import { shownLab, watch } from '../state/classes'
import { takesPart } from '../state/company'
import { labRef, running } from '../state/lab'
import { isInstructor } from '../state/me'
import { now } from '../state/now'
import type { Seat } from '../state/roster'
import { listedSeats } from '../state/roster'
import { Icon } from '../ui/icon'
import { LinkToGive } from './copy'
import { Elsewhere, Failing } from './failing'
import { PersonLog } from './log'
import { Merge } from './merge'
import { MessageBox } from './message'
import { nowWords } from './now-words'
import type { Strip } from './person-menu'
import { PersonMenu } from './person-menu'
import { spentWords } from './time'

/** How the learner stands: the same mark as in the roster. */
function StandingChip({ seat: { is, since } }: { seat: Seat }) {
  const w = t().classes
  const timed = is !== 'done' && is !== 'out'
  return (
    <span class={`standing ${is}`} data-testid="standing" title={is === 'out' ? w.isOut : w.standings[is]}>
      <i />
      {timed ? spentWords(now.value - since, t()) : is === 'out' ? w.isOut : w.allDone}
    </span>
  )
}

function Head({ seat, menu }: { seat: Seat; menu: ComponentChildren }) {
  const w = t().classes
  const lab = shownLab.value
  const { row } = seat
  const step = (lab?.steps.findIndex(({ id }) => id === row.labs[lab.id]?.step) ?? -1) + 1
  const other = catalogue.value?.labs.find(({ id }) => id === row.lab)
  const now_ = nowWords({ ...seat, is: 'working' }, lab?.id ?? '', other ? pick(other.title) : '', now.value, t())
  const move = (way: 1 | -1) => {
    const all = listedSeats.peek()
    const at = all.findIndex((one) => one.row.id === row.id)
    const to = all.at(at < 0 ? 0 : (at + way) % all.length)
    if (to) watch(to.row.id)
  }
  const button = (name: string, icon: 'left' | 'right' | 'cross', words: string, act: () => void) => (
    <button class="btn small icon plain" aria-label={words} title={words} data-testid={`watch-${name}`} onClick={act}>
      <Icon name={icon} small />
    </button>
  )
  return (
    <header>
      <h2 title={row.name}>{row.name}</h2>
      <StandingChip seat={seat} />
      <span class="quiet-text">{step > 0 && row.lab === lab?.id ? w.atStep(step, now_) : now_}</span>
      <span class="grow" />
      {menu}
      {button('previous', 'left', w.previousLearner, () => move(-1))}
      {button('next', 'right', w.nextLearner, () => move(1))}
      {button('close', 'cross', t().close, () => watch(null))}
    </header>
  )
}

/** One learner beside the roster: what they ask, what fails, their terminals, what happened; and what may be done about it. */
export function Watch({ seat, children }: { seat: Seat; children: ComponentChildren }) {
  const strip = useSignal<Strip>(null)
  const { row } = seat
  const w = t().classes
  const part = takesPart.value
  return (
    <>
      <Head seat={seat} menu={isInstructor.value && <PersonMenu seat={seat} strip={strip} />} />
      {row.help && (
        <blockquote data-testid="question">
          {row.help.text || <i class="quiet-text">{w.askedWithoutWords}</i>}
        </blockquote>
      )}
      <Failing seat={seat} />
      <Elsewhere seat={seat} />
      {strip.value?.what === 'link' && <LinkToGive link={strip.value.link} words={w.linkOf(row.name)} />}
      {strip.value?.what === 'merge' && <Merge seat={seat} close={() => (strip.value = null)} />}
      {children}
      <PersonLog />
      {isInstructor.value && !row.removed && (
        <footer>
          <MessageBox person={row.id} name={row.name} />
          <button
            class={part ? 'btn' : 'btn primary'}
            data-testid="take-part"
            aria-pressed={part}
            disabled={!running.value}
            title={part ? w.stopTakingPartWhat : w.takePartWhat(row.name)}
            onClick={() => labRef.value && void takePart(labRef.value, !part)}
          >
            {part ? w.stopTakingPart : w.takePart}
          </button>
        </footer>
      )}
    </>
  )
}
