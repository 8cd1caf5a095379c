import { pick, t } from '../i18n'
import { catalogue } from '../state/catalogue'
import { shownLab, watch } from '../state/classes'
import type { Seat } from '../state/roster'
import { Icon } from '../ui/icon'
import { Inline } from '../ui/inline'

/** The check that fails, with what the learner is told about it. */
export function Failing({ seat: { row } }: { seat: Seat }) {
  const failing = row.lab === shownLab.value?.id ? row.checks?.failing : null
  if (!failing) return null
  const w = t().classes
  return (
    <div class="check fail failing" data-testid="failing">
      <div class="line">
        <Icon name="cross" />
        <span>{pick(failing.title)}</span>
        <span class="age">{w.tries(failing.tries)}</span>
      </div>
      <div class="hint">
        {failing.found && (
          <dl>
            <dt>{t().found}</dt>
            <dd>{failing.found}</dd>
          </dl>
        )}
        {failing.hint && (
          <p>
            <Inline text={pick(failing.hint)} />
          </p>
        )}
        <p class="quiet-text">
          <Icon name="book" small /> {failing.hintOpened ? w.hintOpened : w.hintUnopened}
        </p>
      </div>
    </div>
  )
}

/** The learner's open lab is another one. */
export function Elsewhere({ seat: { row } }: { seat: Seat }) {
  const other = row.lab !== null && row.lab !== shownLab.value?.id ? row.lab : null
  const title = catalogue.value?.labs.find(({ id }) => id === other)?.title
  if (other === null || !title) return null
  return (
    <p class="strip">
      <span>{t().classes.isInOther(row.name, pick(title))}</span>
      <button class="btn small" onClick={() => watch(row.id, other)}>
        {t().classes.goThere}
      </button>
    </p>
  )
}
