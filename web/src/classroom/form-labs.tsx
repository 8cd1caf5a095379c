import type { LabEntry } from '@contract/view'
import { pick, t } from '../i18n'
import { catalogue } from '../state/catalogue'

/** Labs that this machine can run. */
export function fitting(): LabEntry[] {
  const { labs = [], machine } = catalogue.value ?? {}
  const fits = ({ problems, nodes }: LabEntry) =>
    problems.length === 0 && (machine?.ownKernel === true || nodes.every(({ kernel }) => kernel !== 'own'))
  return labs.filter(fits)
}

/** Which labs the class may open. */
export function Labs({ chosen, choose }: { chosen: string[]; choose: (labs: string[]) => void }) {
  const all = catalogue.value?.labs ?? []
  const w = t().classes
  // In the catalogue's order, whatever was ticked first.
  const toggle = (id: string, on: boolean) =>
    choose(all.map((lab) => lab.id).filter((lab) => (lab === id ? on : chosen.includes(lab))))
  const every = fitting().every(({ id }) => chosen.includes(id))
  return (
    <fieldset class="field">
      <legend>
        {w.labs} <span class="num">{w.labsChosen(chosen.length, all.length)}</span>
        <span class="grow" />
        <button type="button" class="btn small" onClick={() => choose(every ? [] : fitting().map(({ id }) => id))}>
          {every ? w.noneOfThem : w.allOfThem}
        </button>
      </legend>
      <div class="choices">
        {all.map((lab) => (
          <label key={lab.id} title={pick(lab.tagline)}>
            <input
              type="checkbox"
              data-testid={`choose-${lab.id}`}
              checked={chosen.includes(lab.id)}
              disabled={lab.problems.length > 0}
              onChange={(event) => toggle(lab.id, event.currentTarget.checked)}
            />
            {pick(lab.title)}
            <small>{lab.problems.length > 0 ? t().stateBroken : w.stepCount(lab.steps.length)}</small>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
