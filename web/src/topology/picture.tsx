import { Fragment } from 'preact'
import { t } from '../i18n'
import { lasting } from '../i18n/time'
import { lab, session } from '../state/lab'
import { now } from '../state/now'
import { queuePlace } from '../state/queue'
import { pictureView } from '../state/packets'
import { columnsOf } from './columns'
import { Node } from './node'
import { Packets } from './packets'
import { Service } from './service'
import { Vips } from './vip'
import { Wires } from './wires'

/** The lab's nodes as columns of client, directors and real servers, with how each of them is. */
export function Picture() {
  const shown = lab.value
  const columns = columnsOf(shown?.nodes ?? [])
  const rows = Math.max(1, ...columns.map(({ length }) => length))
  const { phase, since = 0 } = session.value ?? {}
  const queued = queuePlace(session.value)
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
        {phase === 'starting' && (
          <span class="quiet-text num">
            {queued ? t().learner.queueShort(queued.place) : t().startingFor(lasting(now.value - since, t()))}
          </span>
        )}
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
