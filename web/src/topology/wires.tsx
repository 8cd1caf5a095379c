import type { LabEntry } from '@contract/view'
import { states } from '../state/cluster'
import { active } from '../state/faults'
import { lab } from '../state/lab'
import { now } from '../state/now'
import { ratesOf, traffic } from '../state/traffic'
import { middle } from './columns'
import { colourOf } from './tables'
import type { Scene } from './wire'
import { wireOf } from './wire'

type Nodes = LabEntry['nodes']

/** `10.0.0.100` of `mysql://app:word@10.0.0.100:3306/shop`; not by URL(), which throws at what the client merely cannot reach. */
const hostOf = (url: string): string | null => /^\w+:\/\/(?:[^/@]*@)?([^/:]+)/.exec(url)?.[1] ?? null

/** What the lines follow from, now. */
function scene(): Scene {
  const { load, buckets = [] } = traffic.value ?? {}
  return {
    vips: lab.value?.network.vips ?? [],
    states: states.value,
    faults: active.value,
    rates: load ? ratesOf(buckets, now.value) : {},
    asks: load ? hostOf(load.url) : null,
  }
}

/** Everything between two columns is on one network: a line from each node to each, as wide as what it carries. */
export function Wires({ left, right }: { left: Nodes; right: Nodes }) {
  const shown = scene()
  return (
    <svg class="wires" aria-hidden="true">
      {left.flatMap((from, a) =>
        right.map((to, b) => {
          const { kind, bad, width } = wireOf(from, to, shown)
          const colour = kind === 'forwards' && !bad ? colourOf(`${to.address}:`) : undefined
          return (
            <line
              key={`${from.name} ${to.name}`}
              class={`${kind} ${bad ? 'bad' : ''} ${width === 0 ? 'idle' : ''}`}
              style={{ stroke: colour, '--w': width }}
              x1="0"
              y1={middle(a, left.length)}
              x2="100%"
              y2={middle(b, right.length)}
            />
          )
        }),
      )}
    </svg>
  )
}
