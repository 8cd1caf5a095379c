import type { Signal } from '@preact/signals'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n'
import { focusShell, searching } from '../state/terminals'
import { Icon } from '../ui/icon'
import type { LabTerminal } from './lab-terminal'

/** Searches the active terminal: Enter onwards, Shift+Enter backwards, Escape ends. */
export function SearchBar({ shell, terminal }: { shell: string; terminal: Signal<LabTerminal | null> }) {
  const words = useSignal('')
  const missed = useSignal(false)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    input.current?.focus()
    return () => terminal.peek()?.endFind()
  }, [])
  const find = (back: boolean) => {
    missed.value = words.value !== '' && terminal.peek()?.find(words.value, back) === false
  }
  const end = () => {
    searching.value = false
    focusShell(shell)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') find(event.shiftKey)
    else if (event.key === 'Escape') end()
    else return
    event.preventDefault()
  }
  return (
    <div class="search-bar" role="search">
      <label class="search">
        <Icon name="search" small />
        <input
          ref={input}
          type="search"
          aria-label={t().searchTerminal}
          value={words.value}
          onInput={(event) => {
            words.value = event.currentTarget.value
            find(true)
          }}
          onKeyDown={keys}
        />
      </label>
      <span class="quiet-text missed" role="status">
        {missed.value && t().noMatch}
      </span>
      <button class="btn small plain" onClick={() => find(true)}>
        {t().searchPrevious}
      </button>
      <button class="btn small plain" onClick={() => find(false)}>
        {t().searchNext}
      </button>
      <button class="btn small icon plain" aria-label={t().close} onClick={end}>
        <Icon name="cross" small />
      </button>
    </div>
  )
}
