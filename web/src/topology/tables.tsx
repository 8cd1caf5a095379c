import type { IpvsServer, IpvsService } from '@contract/state'
import { t } from '../i18n'
import { lasting } from '../i18n/time'
import { goneFrom, pairKey, rowsKey, sinceOf, states } from '../state/cluster'
import { lab } from '../state/lab'
import { now } from '../state/now'
import type { Contrary } from '../state/pair'
import { contraries } from '../state/pair'

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

/** Milliseconds for which two directors may tell different things: each checks its servers at its own time. */
const patience = 5000

/** The director that contradicts a row, once it is more than a delay. */
function contrary(node: string, service: string, server: IpvsServer): Contrary | undefined {
  const since = sinceOf(pairKey(node, service, server.address))
  return now.value - since < patience ? undefined : contraries(node, service, server, states.value)[0]
}

/** What the other director has instead, beside what this one has: as short as it can be. */
function unlike({ weight, method }: IpvsServer, other: IpvsServer | null): string {
  if (!other) return t().onlyHere
  return other.weight === weight ? `${method} ≠ ${other.method}` : `w ${weight} ≠ ${other.weight}`
}

function Row({ node, service, server }: { node: string; service: string; server: IpvsServer }) {
  const { address, method, weight, active, inactive } = server
  const fresh = isFresh(`${rowsKey(node, service)} ${address}`)
  const other = contrary(node, service, server)
  const says = t().ipvsRow(method, active, inactive)
  return (
    <tr
      class={`${weight === 0 ? 'drained' : ''} ${fresh ? 'fresh' : ''} ${other ? 'wrong' : ''}`}
      style={{ '--c': colourOf(address) }}
      title={other ? `${says}. ${t().ipvsOther(other.node, other.server?.method, other.server?.weight)}` : says}
    >
      <td>{address}</td>
      {other ? (
        <td colSpan={2} data-testid={`differs-${node}`}>
          {unlike(server, other.server)}
        </td>
      ) : (
        <>
          <td>w {weight}</td>
          <td class="more">{t().active(active)}</td>
        </>
      )}
    </tr>
  )
}

/** The IPVS table as the kernel has it, contradicted rows first; rows that left it stay struck through for a minute. `tight`: a fault needs the room. */
export function Ipvs({ node, services, tight }: { node: string; services: IpvsService[]; tight: boolean }) {
  let room = tight ? 1 : mostRows
  const shown = services.map((service) => {
    const left = goneFrom(node, service.name, now.value)
    const wrong = (server: IpvsServer) => Number(contrary(node, service.name, server) !== undefined)
    const rows = service.servers.toSorted((a, b) => wrong(b) - wrong(a)).slice(0, Math.max(0, room))
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
