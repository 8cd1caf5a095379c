import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Problem } from '@contract/problem'
import { t } from '../i18n'
import { join } from '../state/door'
import { isWhole, typedCode } from '../state/join-code'
import { report } from '../state/problems'
import { route } from '../state/route'
import { Mark } from '../ui/mark'
import { ProblemWords } from '../ui/problem'

/** Below a field: what to type, or in the same place what is wrong with what was typed. */
function Below({ id, hint, wrong }: { id: string; hint: string; wrong: Problem | string | null }) {
  return (
    <p id={id} class={wrong ? 'below wrong' : 'below'} role={wrong ? 'alert' : undefined}>
      {wrong === null ? hint : typeof wrong === 'string' ? wrong : <ProblemWords problem={wrong} />}
    </p>
  )
}

const aboutName = (problem: Problem) => problem.code === 'join.name'

/** The door of a class: its code, one's name, one button. */
export function Join() {
  const at = route.value
  const code = useSignal(at.page === 'join' ? typedCode(at.code ?? '').text : '')
  const name = useSignal('')
  const refused = useSignal<Problem | null>(null)
  const asked = useSignal(false)
  const busy = useSignal(false)
  const codeField = useRef<HTMLInputElement>(null)
  const nameField = useRef<HTMLInputElement>(null)
  useEffect(() => (isWhole(code.peek()) ? nameField : codeField).current?.focus(), [])

  const typeCode = ({ currentTarget: field }: Event & { currentTarget: HTMLInputElement }) => {
    const { text, caret } = typedCode(field.value, field.selectionStart ?? field.value.length)
    field.value = code.value = text
    field.setSelectionRange(caret, caret)
    if (refused.value && !aboutName(refused.value)) refused.value = null
  }
  const typeName = ({ currentTarget: { value } }: Event & { currentTarget: HTMLInputElement }) => {
    name.value = value
    if (refused.value && aboutName(refused.value)) refused.value = null
  }
  const submit = async () => {
    asked.value = true
    refused.value = null
    if (!isWhole(code.value)) return codeField.current?.focus()
    if (name.value.trim() === '') return nameField.current?.focus()
    busy.value = true
    try {
      refused.value = await join(code.value, name.value)
    } finally {
      busy.value = false
    }
  }

  const problem = refused.value
  const codeWrong =
    problem && !aboutName(problem) ? problem : asked.value && !isWhole(code.value) ? t().learner.joinCodeShort : null
  const nameWrong =
    problem && aboutName(problem) ? problem : asked.value && !name.value.trim() ? t().learner.joinNameMissing : null
  return (
    <main class="door" id="content">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy.value) submit().catch(report)
        }}
      >
        <Mark />
        <h1>{t().learner.joinTitle}</h1>
        {location.pathname === '/enter' ? (
          <p class="lead wrong" role="alert" data-testid="stale-link">
            {t().learner.staleLink}
          </p>
        ) : (
          <p class="lead">{t().learner.joinLead}</p>
        )}
        <label for="join-code">{t().learner.joinCode}</label>
        <input
          id="join-code"
          class="code mono"
          ref={codeField}
          data-testid="join-code"
          value={code.value}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          aria-describedby="below-code"
          aria-invalid={codeWrong !== null}
          onInput={typeCode}
        />
        <Below id="below-code" hint={t().learner.joinCodeHint} wrong={codeWrong} />
        <label for="join-name">{t().learner.joinName}</label>
        <input
          id="join-name"
          ref={nameField}
          data-testid="join-name"
          value={name.value}
          maxLength={40}
          autocomplete="name"
          spellcheck={false}
          aria-describedby="below-name"
          aria-invalid={nameWrong !== null}
          onInput={typeName}
        />
        <Below id="below-name" hint={t().learner.joinNameHint} wrong={nameWrong} />
        <button class="btn primary" data-testid="join-submit" aria-disabled={busy.value}>
          {busy.value ? t().learner.joining : t().learner.joinNow}
        </button>
        <p class="quiet-text foot">{t().learner.joinBack}</p>
      </form>
    </main>
  )
}
