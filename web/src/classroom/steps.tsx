import { useSignal } from '@preact/signals'
import { pick, t } from '../i18n'
import { stepForAll } from '../state/class-actions'
import { shownLab } from '../state/classes'

/** A step counted as done, solved or reset for everybody. */
export function Steps() {
  const lab = shownLab.value
  const step = useSignal<string | null>(null)
  const said = useSignal('')
  const w = t().classes
  if (!lab) return null
  const chosen = step.value ?? lab.steps[0]?.id ?? ''
  const number = lab.steps.findIndex(({ id }) => id === chosen) + 1
  const doIt = async (what: 'solve' | 'reset' | 'count', words: string) => {
    const learners = await stepForAll(lab.id, chosen, what)
    said.value = learners === null ? '' : w.doneFor(words, learners)
  }
  const act = (what: 'solve' | 'reset' | 'count', words: string, meaning: string) => (
    <div class="deed">
      <button class="btn" data-testid={`all-${what}`} onClick={() => void doIt(what, words)}>
        {words}
      </button>
      <span>{meaning}</span>
    </div>
  )
  return (
    <div class="tool">
      <label class="field">
        <span>{pick(lab.title)}</span>
        <select
          class="input"
          data-testid="all-step"
          value={chosen}
          onChange={(event) => {
            step.value = event.currentTarget.value
            said.value = ''
          }}
        >
          {lab.steps.map(({ id, title }, at) => (
            <option key={id} value={id}>
              {at + 1} {pick(title)}
            </option>
          ))}
        </select>
      </label>
      {act('count', w.countStep(number), w.countAllWhat)}
      {act('solve', w.solveStep(number), w.solveAllWhat)}
      {act('reset', w.resetStep(number), w.resetAllWhat)}
      <p role="status" data-testid="all-said">
        {said.value}
      </p>
    </div>
  )
}
