import { useSignal } from '@preact/signals'
import { t } from '../i18n'
import { invite } from '../state/class-actions'
import { LinkToGive } from './copy'
import { Staff } from './staff'

/** A link for an observer or another instructor. */
export function Invite() {
  const name = useSignal('')
  const role = useSignal<'observer' | 'instructor'>('observer')
  const link = useSignal<{ link: string; name: string } | null>(null)
  const w = t().classes
  const send = async (event: Event) => {
    event.preventDefault()
    const said = name.peek().trim()
    const made = said ? await invite(said, role.peek()) : null
    if (made !== null) link.value = { link: made, name: said }
  }
  return (
    <form class="tool" onSubmit={(event) => void send(event)}>
      <label class="field">
        <span>{w.inviteName}</span>
        <input
          class="input"
          required
          maxLength={40}
          data-testid="invite-name"
          value={name.value}
          onInput={(event) => (name.value = event.currentTarget.value)}
        />
      </label>
      <fieldset class="field roles">
        <legend>{w.inviteAs}</legend>
        {(['observer', 'instructor'] as const).map((as) => (
          <label key={as}>
            <input
              type="radio"
              name="role"
              checked={role.value === as}
              data-testid={`invite-${as}`}
              onChange={() => (role.value = as)}
            />
            {w.roles[as]}
            <small>{w.rolesMean[as]}</small>
          </label>
        ))}
      </fieldset>
      <div class="row">
        <button class="btn primary" data-testid="invite-now" disabled={name.value.trim() === ''}>
          {w.inviteNow}
        </button>
      </div>
      {link.value && <LinkToGive link={link.value.link} words={w.inviteLink(link.value.name)} />}
      <Staff after={link.value} />
    </form>
  )
}
