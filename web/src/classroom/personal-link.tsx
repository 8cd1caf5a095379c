import { useSignal } from '@preact/signals'
import { t } from '../i18n'
import { copyText } from '../ui/clipboard'
import { Icon } from '../ui/icon'

/** A personal link, to be kept: all of it can be read and copied. */
export function PersonalLink({ link }: { link: string }) {
  const copied = useSignal(false)
  const copy = async () => (copied.value = await copyText(link))
  return (
    <div class="personal-link">
      <code data-testid="personal-link">{link}</code>
      <button type="button" class="btn small" data-testid="personal-link-copy" onClick={() => void copy()}>
        <Icon name={copied.value ? 'check' : 'copy'} small />
        {copied.value ? t().copied : t().copy}
      </button>
    </div>
  )
}
