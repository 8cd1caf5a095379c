import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Staff as Member } from '@contract/classroom'
import { t } from '../i18n'
import { putStaffOut, staff } from '../state/class-actions'
import { me } from '../state/me'

/** Who leads and who observes; read anew after `after` has changed. */
export function Staff({ after }: { after: unknown }) {
  const list = useSignal<Member[]>([])
  const w = t().classes
  const read = async () => (list.value = (await staff()) ?? list.peek())
  useEffect(() => void read(), [after])
  const putOut = async (person: string) => {
    if (await putStaffOut(person)) await read()
  }
  return (
    <section class="staff" aria-label={w.staff}>
      <h3>{w.staff}</h3>
      <ul>
        {list.value.map(({ id, name, role }) => (
          <li key={id} data-testid={`staff-${id}`}>
            <span>{name}</span>
            <small>{role === 'instructor' ? w.roles.instructor : w.roles.observer}</small>
            {id === me.value?.id ? (
              <small>{w.you}</small>
            ) : (
              <button
                type="button"
                class="btn small"
                aria-label={w.putStaffOut(name)}
                title={w.putStaffOutWhat}
                onClick={() => void putOut(id)}
              >
                {w.putStaffOutShort}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
