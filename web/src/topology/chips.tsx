import type { NodeState, Owned } from '@contract/state'
import type { LabEntry } from '@contract/view'
import { t } from '../i18n'
import { ownsKey, vrrpKey } from '../state/cluster'
import { isFresh } from './tables'

const looks = { MASTER: 'solid', BACKUP: 'line', FAULT: 'fault' }

/** What heartbeat owns, in its own words. */
function Owns({ node, owns }: { node: string; owns: Owned }) {
  const look = owns === 'none' || owns === 'transition' ? 'line' : 'solid'
  return (
    <span
      class={`chip ${look} ${isFresh(ownsKey(node)) ? 'fresh' : ''}`}
      title={t().owns[owns]}
      data-testid={`owns-${node}`}
    >
      {owns === 'transition' ? 'TRANSITION' : `OWNS ${owns.toUpperCase()}`}
    </span>
  )
}

/**
 * The node's place in its cluster: in each VRRP instance, and as the owner of heartbeat's resources; else its role.
 * `silent`: nothing can be logged, and keepalived's place is what it logged last.
 */
export function Chips({
  node,
  role,
  state,
  silent,
}: {
  node: string
  role: LabEntry['nodes'][number]['role']
  state: NodeState | undefined
  silent: boolean
}) {
  const { vrrp = [], owns } = state ?? {}
  if (vrrp.length === 0 && !owns) return <span class="chip">{t().roles[role]}</span>
  return (
    <>
      {vrrp.map(({ name, state: place }) => (
        <span
          key={name}
          class={`chip ${silent ? 'line' : looks[place]} ${isFresh(vrrpKey(node, name)) ? 'fresh' : ''}`}
          title={silent ? t().vrrpSilent : t().vrrpInstance(name)}
        >
          {vrrp.length > 1 && `${name} `}
          {place}
          {silent && ' ?'}
        </span>
      ))}
      {owns && <Owns node={node} owns={owns} />}
    </>
  )
}
