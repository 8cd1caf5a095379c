import type { Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { CheckView } from '@contract/view'
import { pick, t } from '../i18n'
import { tellHintOpened } from '../state/hint'
import { now } from '../state/now'
import type { IconName } from '../ui/icon'
import { Icon } from '../ui/icon'
import { Inline } from '../ui/inline'
import { ProblemWords } from '../ui/problem'
import { checkAside, hasMore, opensItself } from './row-text'

const icons: Record<CheckView['state'], IconName> = {
  pending: 'ring',
  waiting: 'ring',
  running: 'arc',
  passed: 'check',
  failed: 'cross',
  error: 'attention',
}
const tones: Record<CheckView['state'], string> = {
  pending: 'pending',
  waiting: 'pending',
  running: 'pending',
  passed: 'pass',
  failed: 'fail',
  error: 'error',
}

interface RowProps {
  id: string
  title: string
  view: CheckView | undefined
  titleOf: (id: string) => string
  /** The check in the row above. */
  above: string | undefined
  /** Which rows the learner, or their first failure, has opened. */
  open: Signal<ReadonlyMap<string, boolean>>
}

/** Tells that a hint is open as soon as it is on the screen, whether it was opened or did so by itself. */
function useSeen(check: string, hintId: string | undefined) {
  const hint = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (!hint.current) return
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      tellHintOpened(check)
    })
    observer.observe(hint.current)
    return () => observer.disconnect()
  }, [check, hintId])
  return hint
}

function More({ view }: { view: CheckView }) {
  const hint = useSeen(view.id, view.hint?.id)
  if (view.state === 'error')
    return (
      <div class="hint">
        {t().checkErrorWhy} {view.problem && <ProblemWords problem={view.problem} />}
      </div>
    )
  return (
    <div class="hint">
      {view.found && (
        <dl>
          <dt>{t().found}</dt>
          <dd>{view.found}</dd>
        </dl>
      )}
      {view.hint && (
        <p ref={hint} data-testid={`hint-${view.id}`}>
          <Inline text={pick(view.hint.text)} />
        </p>
      )}
    </div>
  )
}

/** One check: what it asserts, how it stands, and (failed) what was found and the hint that fits. */
export function CheckRow({ id, title, view, titleOf, above, open }: RowProps) {
  const state = view?.state ?? 'pending'
  const more = view !== undefined && hasMore(view)
  const opened = more && (open.value.get(id) ?? opensItself(view))
  const toggle = () => (open.value = new Map(open.peek()).set(id, !opened))
  const aside = checkAside(view, now.value, above, titleOf, t())
  const row = (
    <>
      <Icon name={icons[state]} />
      <span>{title}</span>
      <span class="age" title={aside}>
        {aside}
      </span>
    </>
  )
  return (
    <li class={`check ${tones[state]}`} data-testid={`check-${id}`} data-state={state} data-hint={view?.hint?.id}>
      {more ? (
        <button class="line" aria-expanded={opened} title={opened ? t().hideHint : t().showHint} onClick={toggle}>
          {row}
        </button>
      ) : (
        <div class="line">{row}</div>
      )}
      {opened && <More view={view} />}
    </li>
  )
}
