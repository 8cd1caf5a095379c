import { useSignal } from '@preact/signals'
import { t } from '../i18n'
import { merge } from '../state/class-actions'
import { roster, watch } from '../state/classes'
import type { Seat } from '../state/roster'

/** Two entries of the same human become one. */
export function Merge({ seat: { row }, close }: { seat: Seat; close: () => void }) {
  const w = t().classes
  const others = (roster.value?.learners ?? []).filter(({ id }) => id !== row.id)
  const into = useSignal('')
  const doIt = async (event: Event) => {
    event.preventDefault()
    if (into.value && (await merge(row.id, into.value))) watch(into.value)
  }
  return (
    <form class="strip" onSubmit={(event) => void doIt(event)}>
      <p>{w.mergeExplained(row.name)}</p>
      <select
        class="input"
        required
        aria-label={w.mergeInto}
        data-testid="merge-into"
        value={into.value}
        onChange={(event) => (into.value = event.currentTarget.value)}
      >
        <option value="">{w.mergeInto}</option>
        {others.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <button class="btn small" data-testid="merge-now" disabled={!into.value}>
        {w.mergeNow}
      </button>
      <button type="button" class="btn small plain" onClick={close}>
        {t().cancel}
      </button>
    </form>
  )
}
