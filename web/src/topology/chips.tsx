import type { HeartbeatState, NodeState } from '@contract/state'
import type { LabEntry } from '@contract/view'
import { t } from '../i18n'
import { ownsKey, vrrpKey } from '../state/cluster'
import { isFresh } from './tables'

const looks = { MASTER: 'solid', BACKUP: 'line', FAULT: 'fault' }

/** Whether the node owns resources of heartbeat's; what, and heartbeat's own word, in the tooltip. */
function Heartbeat({ node, heartbeat: { says, groups } }: { node: string; heartbeat: HeartbeatState }) {
  const owner = groups.length > 0
  return (
    <span
      class={`chip ${owner ? 'solid' : 'line'} ${isFresh(ownsKey(node)) ? 'fresh' : ''}`}
      title={`${owner ? t().ownsGroups(groups.join('; ')) : t().ownsNothing} · cl_status rscstatus: ${says}`}
      data-testid={`owns-${node}`}
    >
      {t().ownership[says === 'transition' ? 'transition' : owner ? 'owner' : 'standby']}
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
  const { vrrp = [], heartbeat } = state ?? {}
  if (vrrp.length === 0 && !heartbeat) return <span class="chip">{t().roles[role]}</span>
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
      {heartbeat && <Heartbeat node={node} heartbeat={heartbeat} />}
    </>
  )
}
