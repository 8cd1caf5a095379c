import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ActivityEvent } from '@contract/classroom'
import { t } from '../i18n'
import { audit } from '../state/class-actions'
import { roster } from '../state/classes'
import { Happenings } from './log'

/** What instructors did in the class. */
export function Audit() {
  const list = useSignal<ActivityEvent[] | null>(null)
  const w = t().classes
  // Read anew with whatever changes in the class.
  const view = roster.value
  useEffect(() => {
    void audit().then((happenings) => (list.value = happenings ?? list.peek()))
  }, [view?.class])
  if (!list.value) return null
  return (
    <div class="scroll audit" data-testid="audit" tabIndex={0} aria-label={w.audit}>
      {list.value.length === 0 ? <p class="no-rows">{w.auditEmpty}</p> : <Happenings list={list.value} whom />}
    </div>
  )
}
