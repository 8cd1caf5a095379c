import type { Signal } from '@preact/signals'
import { signal, useSignal, useSignalEffect } from '@preact/signals'
import type { CheckView } from '@contract/view'
import { pick, t } from '../i18n'
import { checks, lab, running, step } from '../state/lab'
import { CheckRow } from './row'
import { changes } from './row-text'

/** Rows opened or closed by the learner, by lab, step and check. A row not in here opens by itself when it fails. */
const opened = new Map<string, Signal<ReadonlyMap<string, boolean>>>()

function openedIn(key: string) {
  const known = opened.get(key) ?? signal<ReadonlyMap<string, boolean>>(new Map())
  opened.set(key, known)
  return known
}

const titleOf = (id: string) => {
  const title = step.value?.checks.find((check) => check.id === id)?.title
  return title ? pick(title) : id
}

/** What just turned, for screen readers only. */
function Announcer() {
  const said = useSignal('')
  const before = useSignal<CheckView[]>([])
  useSignalEffect(() => {
    const after = checks.value?.checks ?? []
    const words = changes(before.peek(), after, titleOf, t())
    before.value = after
    if (words) said.value = words
  })
  return (
    <p class="sr" aria-live="polite">
      {said}
    </p>
  )
}

/** The step's checks. Rows keep their height whatever they say. */
export function Checks() {
  const shown = step.value
  if (!shown || !lab.value) return null
  const view = checks.value?.step === shown.id ? checks.value : null
  const passed = view?.checks.filter(({ state }) => state === 'passed').length ?? 0
  const all = shown.checks.length
  const heading = !running.value
    ? t().checksIdle(all)
    : passed === all && all > 0
      ? t().checksAll(all)
      : t().checksLive(passed, all)
  return (
    <section class="checks" aria-label={t().checks} data-region="checks" tabIndex={-1}>
      <h2>
        {t().checks} <span>{heading}</span>
      </h2>
      <ul>
        {shown.checks.map(({ id }, at) => (
          <CheckRow
            key={id}
            id={id}
            title={titleOf(id)}
            view={view?.checks.find((check) => check.id === id)}
            titleOf={titleOf}
            above={shown.checks[at - 1]?.id}
            open={openedIn(`${lab.value?.id} ${shown.id}`)}
          />
        ))}
      </ul>
      <Announcer />
    </section>
  )
}
