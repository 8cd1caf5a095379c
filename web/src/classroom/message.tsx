import { useSignal } from '@preact/signals'
import { t } from '../i18n'
import { message } from '../state/class-actions'
import { Icon } from '../ui/icon'

/** A line to one learner. */
export function MessageBox({ person, name }: { person: string; name: string }) {
  const text = useSignal('')
  const w = t().classes
  const send = async (event: Event) => {
    event.preventDefault()
    const said = text.peek().trim()
    if (said && (await message(person, said)) && text.peek().trim() === said) text.value = ''
  }
  return (
    <form class="message-box" onSubmit={(event) => void send(event)}>
      <label class="search">
        <Icon name="message" small />
        <input
          data-message
          data-testid="message-text"
          maxLength={1000}
          placeholder={w.messageTo(name)}
          aria-label={w.messageTo(name)}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </label>
      <button class="btn" data-testid="message-send" disabled={text.value.trim() === ''}>
        {w.send}
      </button>
    </form>
  )
}
