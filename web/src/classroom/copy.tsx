import { useSignal } from '@preact/signals'
import { t } from '../i18n'
import { copyText } from '../ui/clipboard'
import { Icon } from '../ui/icon'

/** Copies a text; says for a moment that it did. */
export function Copy({ text, label, testId }: { text: string; label: string; testId?: string }) {
  const copied = useSignal(false)
  const copy = async () => {
    copied.value = await copyText(text)
    setTimeout(() => (copied.value = false), 2000)
  }
  return (
    <button class="btn small" aria-label={label} title={label} data-testid={testId} onClick={() => void copy()}>
      <Icon name={copied.value ? 'check' : 'copy'} small />
      <span class="more" aria-live="polite">
        {copied.value ? t().copied : t().copy}
      </span>
    </button>
  )
}

/** A link that is shown once, to be handed to somebody. */
export function LinkToGive({ link, words }: { link: string; words: string }) {
  return (
    <div class="link-to-give" role="status">
      <p>{words}</p>
      <code data-testid="link">{link}</code>
      <Copy text={link} label={t().classes.copyLink} />
    </div>
  )
}
