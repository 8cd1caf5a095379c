import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { t } from '../i18n'
import { ago } from '../i18n/time'
import { askHelp, learner } from '../state/learner'
import { now } from '../state/now'
import { Icon } from '../ui/icon'
import { Menu, closeMenu } from '../ui/menu'

/** A hand: asks the instructor, with a question or without; then says since when, until it is no longer needed. */
export function AskHelp() {
  const text = useSignal('')
  const field = useRef<HTMLTextAreaElement>(null)
  const help = learner.value?.help ?? null
  const sheet = useRef<HTMLDivElement>(null)
  const send = async () => {
    const sent = await askHelp(text.value)
    if (!sent) return
    text.value = ''
    if (sheet.current) closeMenu(sheet.current)
  }
  const keys = (event: KeyboardEvent) => {
    // The arrow keys move in the question, not through the menu.
    if (event.key.startsWith('Arrow')) event.stopPropagation()
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void send()
  }
  const words = help ? t().learner.asked(ago(now.value - help.at, t())) : t().learner.askHelp
  const label = (
    <>
      <Icon name="hand" />
      <span class={help ? 'num asked-word' : 'ask-word'}>{words}</span>
    </>
  )
  return (
    <Menu
      label={label}
      button={`btn small ${help ? 'on-fault' : ''}`}
      testId="ask-help"
      title={words}
      onOpen={() => field.current?.focus()}
    >
      <div class="ask-sheet" ref={sheet}>
        {help ? (
          <>
            <p>{t().learner.askedTitle}</p>
            {help.text && <blockquote>{help.text}</blockquote>}
            <button
              class="btn small"
              data-testid="help-cancel"
              onClick={(event) => {
                closeMenu(event.currentTarget)
                void askHelp(null)
              }}
            >
              {t().learner.askCancel}
            </button>
          </>
        ) : (
          <>
            <p>{t().learner.askTitle}</p>
            <textarea
              ref={field}
              rows={3}
              maxLength={1000}
              data-testid="help-text"
              aria-label={t().learner.askText}
              placeholder={t().learner.askText}
              value={text.value}
              onInput={(event) => (text.value = event.currentTarget.value)}
              onKeyDown={keys}
            />
            <button class="btn small primary" data-testid="help-send" onClick={() => void send()}>
              <Icon name="hand" />
              {t().learner.askSend}
            </button>
          </>
        )}
      </div>
    </Menu>
  )
}
