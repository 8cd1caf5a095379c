import type { DrbdDevice, IpvsServer, IpvsService } from '@contract/state'
import { t } from '../i18n'
import { lasting } from '../i18n/time'
import { drbdKey, goneFrom, rowsKey, sinceOf } from '../state/cluster'
import { lab } from '../state/lab'
import { now } from '../state/now'

/** Milliseconds for which a change is marked. */
const freshFor = 5000
export const isFresh = (key: string) => now.value - sinceOf(key) < freshFor

/** Rows of a table that fit into a node; the rest is said in a word. */
const mostRows = 3

/** A real server's colour follows from its place in the lab: the same wherever it is shown. */
export function colourOf(address: string): string | undefined {
  const servers = lab.value?.nodes.filter(({ role }) => role === 'real-server') ?? []
  const at = servers.findIndex((node) => address.startsWith(`${node.address}:`))
  return at < 0 ? undefined : `var(--rs-${(at % 4) + 1})`
}

function Row({ node, service, server }: { node: string; service: string; server: IpvsServer }) {
  const { address, method, weight, active, inactive } = server
  const fresh = isFresh(`${rowsKey(node, service)} ${address}`)
  return (
    <tr
      class={`${weight === 0 ? 'drained' : ''} ${fresh ? 'fresh' : ''}`}
      style={{ '--c': colourOf(address) }}
      title={t().ipvsRow(method, active, inactive)}
    >
      <td>{address}</td>
      <td>w {weight}</td>
      <td class="more">{t().active(active)}</td>
    </tr>
  )
}

/** The IPVS table as the kernel has it; rows that left it stay struck through for a minute. */
export function Ipvs({ node, services }: { node: string; services: IpvsService[] }) {
  let room = mostRows
  const shown = services.map((service) => {
    const left = goneFrom(node, service.name, now.value)
    const rows = service.servers.slice(0, Math.max(0, room))
    room -= rows.length + left.length + 1
    return { service, rows, left, more: service.servers.length - rows.length }
  })
  return (
    <>
      {shown.map(({ service: { name, scheduler, persistent }, rows, left, more }) => (
        <table key={name} class="ipvs">
          <caption>
            {name} {scheduler}
            {persistent !== undefined && ` · ${t().persistent(persistent)}`}
            {more > 0 && ` · ${t().moreRows(more)}`}
          </caption>
          <tbody>
            {rows.map((server) => (
              <Row key={server.address} node={node} service={name} server={server} />
            ))}
            {left.map(({ server, at }) => (
              <tr key={server.address} class="gone">
                <td>
                  <s>{server.address}</s>
                </td>
                <td colSpan={2}>{t().outFor(lasting(now.value - at, t()))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </>
  )
}

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
