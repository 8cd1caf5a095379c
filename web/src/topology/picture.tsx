import type { LabEntry } from '@contract/view'
import { Fragment } from 'preact'
import { t } from '../i18n'
import { lasting } from '../i18n/time'
import { lab, session } from '../state/lab'
import { states } from '../state/cluster'
import { holders } from '@contract/state'
import { active } from '../state/faults'
import { now } from '../state/now'
import { pictureView } from '../state/packets'
import { columnsOf, middle } from './columns'
import { Node } from './node'
import { Packets } from './packets'
import { Service } from './service'
import { colourOf } from './tables'
import { Vips } from './vip'

type Nodes = LabEntry['nodes']

/** What a line shows: a cut end, the way to the virtual address, the way on to a server of the table, or nothing. */
function wire(from: Nodes[number], to: Nodes[number]): { class: string; style?: { stroke: string } } {
  const at = (name: string) => states.value.get(name)
  const cut = active.value.some(({ node, act }) => act === 'cable out' && (node === from.name || node === to.name))
  if (cut) return { class: 'cut' }
  const vips = lab.value?.network.vips ?? []
  const holds = (name: string) => vips.some((vip) => holders(vip, states.value).includes(name))
  if (from.role === 'client' && holds(to.name)) return { class: 'to-vip' }
  const servers = at(from.name)?.ipvs.flatMap((service) => service.servers) ?? []
  const server = servers.find(({ address, weight }) => weight > 0 && address.startsWith(`${to.address}:`))
  if (!server || !at(to.name) || (vips.length > 0 && !holds(from.name))) return { class: 'idle' }
  return { class: 'forwards', style: { stroke: colourOf(server.address) ?? 'currentcolor' } }
}

/** Everything between two columns is on one network: a line from each node to each. */
function Wires({ left, right }: { left: Nodes; right: Nodes }) {
  return (
    <svg class="wires" aria-hidden="true">
      {left.flatMap((from, a) =>
        right.map((to, b) => (
          <line
            key={`${from.name} ${to.name}`}
            {...wire(from, to)}
            x1="0"
            y1={middle(a, left.length)}
            x2="100%"
            y2={middle(b, right.length)}
          />
        )),
      )}
    </svg>
  )
}

/** The lab's nodes as columns of client, directors and real servers, with how each of them is. */
export function Picture() {
  const shown = lab.value
  const columns = columnsOf(shown?.nodes ?? [])
  const rows = Math.max(1, ...columns.map(({ length }) => length))
  const { phase, since = 0 } = session.value ?? {}
  return (
    <section
      class={`topo rows-${Math.min(rows, 4)}`}
      style={{ '--rows': rows }}
      aria-label={t().picture}
      data-region="picture"
      tabIndex={-1}
    >
      <div class="panel-head">
        <span class="seg" role="tablist" aria-label={t().network}>
          {(['topology', 'packets', 'service'] as const).map((name) => (
            <button
              key={name}
              role="tab"
              aria-selected={pictureView.value === name}
              aria-current={pictureView.value === name ? 'true' : undefined}
              data-testid={`picture-${name}`}
              onClick={() => (pictureView.value = name)}
            >
              {t()[name]}
            </button>
          ))}
        </span>
        <span class="mono quiet-text">{shown?.network.cidr}</span>
        <span class="grow" />
        {phase === 'starting' && <span class="quiet-text num">{t().startingFor(lasting(now.value - since, t()))}</span>}
        {phase === 'stopping' && <span class="quiet-text">{t().stopping}</span>}
        <Vips />
      </div>
      {pictureView.value === 'packets' && <Packets />}
      {pictureView.value === 'service' && <Service />}
      {pictureView.value === 'topology' && (
        <div class="net">
          {columns.map((nodes, at) => (
            <Fragment key={at}>
              {at > 0 && <Wires left={columns[at - 1] ?? []} right={nodes} />}
              <div
                class={`column ${nodes.some(({ role }) => role !== 'client' && role !== 'real-server') ? 'middle' : ''}`}
              >
                {nodes.map((node) => (
                  <Node key={node.name} spec={node} />
                ))}
              </div>
            </Fragment>
          ))}
        </div>
      )}
    </section>
  )
}
