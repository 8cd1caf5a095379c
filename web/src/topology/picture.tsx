import type { LabEntry } from '@contract/view'
import { Fragment } from 'preact'
import { t } from '../i18n'
import { lasting } from '../i18n/time'
import { lab, session } from '../state/lab'
import { now } from '../state/now'
import { columnsOf, middle } from './columns'
import { Node } from './node'

type Nodes = LabEntry['nodes']

/** Everything between two columns is on one network: a line from each node to each. */
function Wires({ left, right }: { left: Nodes; right: Nodes }) {
  return (
    <svg class="wires" aria-hidden="true">
      {left.flatMap((from, a) =>
        right.map((to, b) => (
          <line
            key={`${from.name} ${to.name}`}
            class="idle"
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
    <section class="topo" aria-label={t().picture} data-region="picture" tabIndex={-1}>
      <div class="panel-head">
        <h2>{t().network}</h2>
        <span class="mono quiet-text">{shown?.network.cidr}</span>
        <span class="grow" />
        {phase === 'starting' && <span class="quiet-text num">{t().startingFor(lasting(now.value - since, t()))}</span>}
        {phase === 'stopping' && <span class="quiet-text">{t().stopping}</span>}
        {shown?.network.vips.map((vip) => (
          <span key={vip} class="vip unheld" title={t().vipMeaning}>
            {t().vip(vip)}
          </span>
        ))}
      </div>
      <div class={`net rows-${Math.min(rows, 4)}`} style={{ '--rows': rows }}>
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
    </section>
  )
}
