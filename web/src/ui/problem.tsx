import type { Problem } from '@contract/problem'
import { problemText } from '../i18n'
import { copyText } from './clipboard'
import { t } from '../i18n'

const command = /^(npx|npm|docker|sudo|systemctl|apt|apt-get|curl|mv|export|usermod)\s/

/** What to do about a problem: a command is set as code and can be copied with a click. */
export function Cure({ text }: { text: string }) {
  if (!command.test(text)) return <span class="cure">{text}</span>
  return (
    <span class="cure">
      {t().cure}:{' '}
      <button class="copy-command" title={t().copy} onClick={() => void copyText(text)}>
        <code>{text}</code>
      </button>
    </span>
  )
}

/** A problem in words: what happened, what to do. */
export function ProblemWords({ problem }: { problem: Problem }) {
  const { message, cure } = problemText(problem)
  return (
    <span class="problem-words">
      <span>{message}</span>
      {cure && <Cure text={cure} />}
    </span>
  )
}
