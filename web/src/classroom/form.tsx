import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { ClassInput } from '@contract/classroom'
import { language, t } from '../i18n'
import { clockTime } from '../i18n/time'
import { catalogue } from '../state/catalogue'
import { now } from '../state/now'
import { Labs, fitting } from './form-labs'

function fresh(): ClassInput {
  const labs = fitting().map(({ id }) => id)
  return { title: '', labs, capacity: 30, language: language.peek(), minutes: 120, idle: 30, ends: null }
}

/** Today at that time of day; null for none. */
function today(time: string): number | null {
  const [hours, minutes] = time.split(':').map(Number)
  return hours === undefined || minutes === undefined ? null : new Date().setHours(hours, minutes, 0, 0)
}

function Field({ label, hint, children }: { label: string; hint?: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
      {hint && <small>{hint}</small>}
    </label>
  )
}

interface ClassFormProps {
  /** What it says at first; null: a new class. */
  initial: ClassInput | null
  button: string
  save: (input: ClassInput) => Promise<unknown>
}

/** What a class is: made with it, and changed. */
export function ClassForm({ initial, button, save }: ClassFormProps) {
  const draft = useSignal<ClassInput | null>(initial)
  const saving = useSignal(false)
  const value = draft.value ?? fresh()
  const w = t().classes
  const set = (change: Partial<ClassInput>) => (draft.value = { ...value, ...change })
  const count = (key: 'capacity' | 'minutes' | 'idle', least: number, most: number) => (
    <input
      type="number"
      class="input num"
      required
      min={least}
      max={most}
      data-testid={`class-${key}`}
      value={Number.isNaN(value[key]) ? '' : value[key]}
      onInput={(event) => set({ [key]: event.currentTarget.valueAsNumber })}
    />
  )
  const over = value.ends !== null && value.ends <= now.value
  const missing = value.labs.length === 0 ? w.labsMissing : over ? w.endsOver : ''
  const submit = async (event: Event) => {
    event.preventDefault()
    if (missing || saving.peek()) return
    saving.value = true
    await save(value)
    saving.value = false
  }
  const room = catalogue.value?.machine.room
  return (
    <form class="class-form" onSubmit={(event) => void submit(event)}>
      <div class="scroll">
        <Field label={w.classTitle}>
          <input
            class="input"
            required
            maxLength={80}
            placeholder={w.classTitleExample}
            data-testid="class-title"
            value={value.title}
            onInput={(event) => set({ title: event.currentTarget.value })}
          />
        </Field>
        <Labs chosen={value.labs} choose={(labs) => set({ labs })} />
        <div class="fields">
          <Field label={w.capacity}>{count('capacity', 1, 500)}</Field>
          <Field label={w.labMinutes}>{count('minutes', 5, 10_080)}</Field>
          <Field label={w.idleMinutes}>{count('idle', 5, 10_080)}</Field>
        </div>
        <p class="hint-text">
          {w.limitsMean} {room !== undefined && w.roomNow(room)}
        </p>
        <div class="fields">
          <Field label={w.endsAt} hint={value.ends === null ? w.endsNone : w.endsToday}>
            <input
              type="time"
              class="input num"
              data-testid="class-ends"
              value={value.ends === null ? '' : clockTime(value.ends)}
              onInput={(event) => set({ ends: today(event.currentTarget.value) })}
            />
          </Field>
          <div class="field">
            <span>{t().languageName}</span>
            <span class="seg" role="group" aria-label={t().languageName}>
              {(['en', 'zh'] as const).map((lang) => (
                <button
                  key={lang}
                  type="button"
                  lang={lang}
                  aria-current={value.language === lang ? 'true' : undefined}
                  onClick={() => set({ language: lang })}
                >
                  {lang === 'en' ? 'English' : '中文'}
                </button>
              ))}
            </span>
            <small>{w.languageMeans}</small>
          </div>
        </div>
      </div>
      <footer>
        <button class="btn primary" data-testid="class-save" disabled={missing !== '' || saving.value}>
          {button}
        </button>
        <span class="missing" role="status">
          {missing}
        </span>
      </footer>
    </form>
  )
}
