import type { FaultAct } from '@contract/fault'
import type { NodeState } from '@contract/state'
import { holders } from '@contract/state'
import type { LabEntry } from '@contract/view'

type Node = LabEntry['nodes'][number]

/** What lines follow from. */
export interface Scene {
  vips: string[]
  states: ReadonlyMap<string, NodeState>
  faults: { node: string; act: FaultAct }[]
  /** Answers a second by who gave them, and where the client asks; null: it asks nobody. */
  rates: Record<string, number>
  asks: string | null
}

/** `to-vip`: the way to the virtual address or what the client asks; `forwards`: on to a server, in the server's colour. */
interface Wire {
  kind: 'cut' | 'to-vip' | 'forwards' | 'none'
  /** Slow, lossy or corrupting. */
  bad: boolean
  /** Pixels, in four steps; 0: idle. */
  width: 0 | 1 | 2 | 3.5 | 5
}

/** Width of a line that carries so many requests a second. */
export function widthOf(rate: number): Wire['width'] {
  if (rate <= 0) return 0
  return rate < 5 ? 1 : rate < 20 ? 2 : rate < 60 ? 3.5 : 5
}

/** What the line between two nodes of neighbouring columns shows. */
export function wireOf(from: Node, to: Node, { vips, states, faults, rates, asks }: Scene): Wire {
  const suffers = (what: RegExp) =>
    faults.some(({ node, act }) => (node === from.name || node === to.name) && what.test(act))
  if (suffers(/^cable out$/)) return { kind: 'cut', bad: false, width: 0 }
  const bad = suffers(/^link/)
  const answers = (node: Node, address: string) =>
    node.address === address || holders(address, states).includes(node.name)
  const wire = (kind: Wire['kind'], rate: number): Wire => ({ kind, bad, width: widthOf(rate) })
  if (from.role === 'client') {
    const asked = asks !== null && answers(to, asks)
    const all = Object.values(rates).reduce((sum, rate) => sum + rate, 0)
    return vips.some((vip) => holders(vip, states).includes(to.name)) || asked
      ? wire('to-vip', asked ? all : 0)
      : wire('none', 0)
  }
  const servers = states.get(from.name)?.ipvs.flatMap((service) => service.servers) ?? []
  const server = servers.find(({ address, weight }) => weight > 0 && address.startsWith(`${to.address}:`))
  const passes = asks !== null && answers(from, asks) && (rates[to.name] ?? 0) > 0
  const waits = server && states.has(to.name) && (vips.length === 0 || vips.some((vip) => answers(from, vip)))
  return passes || waits ? wire('forwards', passes ? (rates[to.name] ?? 0) : 0) : wire('none', 0)
}
