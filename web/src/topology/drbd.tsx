import type { DrbdDevice } from '@contract/state'
import { t } from '../i18n'
import { drbdKey } from '../state/cluster'
import { isFresh } from './tables'

/** A DRBD device: role and disk, the connection or how far a synchronisation is, where it is mounted. */
export function Drbd({ node, device }: { node: string; device: DrbdDevice }) {
  const { minor, role, disk, connection, synced, outOfSync, mounted } = device
  const apart = connection === 'StandAlone' || connection === 'WFConnection'
  return (
    <div class={`drbd ${isFresh(drbdKey(node, minor)) ? 'fresh' : ''}`}>
      <p class="mono">
        <b>drbd{minor}</b> <span class={role === 'Primary' ? 'chip solid' : 'chip line'}>{role}</span>{' '}
        <span class={disk === 'UpToDate' ? 'ok' : 'warn'}>{disk}</span>
      </p>
      <p class={`mono ${apart ? 'warn' : ''}`}>
        {connection}
        {synced !== undefined && ` ${synced} %`}
        {synced === undefined && outOfSync > 0 && ` · ${t().outOfSync(outOfSync)}`}
        {mounted && <span class="more"> · {mounted}</span>}
      </p>
      {synced !== undefined && <progress max={100} value={synced} aria-label={t().synchronising} />}
    </div>
  )
}
