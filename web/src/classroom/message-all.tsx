import { useSignal } from '@preact/signals'
import { t } from '../i18n'
import { message } from '../state/class-actions'
import { shownClass } from '../state/classes'

/** A message to everybody in the class. */
export function MessageAll() {
  const text = useSignal('')
  const sent = useSignal(0)
  const w = t().classes
  const count = shownClass.value?.learners ?? 0
  const send = async (event: Event) => {
    event.preventDefault()
    const said = text.peek().trim()
    if (!said || !(await message(null, said))) return
    sent.value = count
    if (text.peek().trim() === said) text.value = ''
  }
  return (
    <form class="tool" onSubmit={(event) => void send(event)}>
      <p>{w.messageAllWhat(count)}</p>
      <textarea
        class="input"
        rows={5}
        maxLength={1000}
        aria-label={w.messageAll}
        data-testid="message-all-text"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value
          sent.value = 0
        }}
      />
      <div class="row">
        <button class="btn primary" data-testid="message-all-send" disabled={text.value.trim() === ''}>
          {w.sendAll}
        </button>
        <span role="status">{sent.value > 0 && w.sentTo(sent.value)}</span>
      </div>
    </form>
  )
}
