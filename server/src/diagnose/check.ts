import type { Diagnosis } from '@contract/diagnosis'
import type { CheckSpec, LabSpec } from '@contract/lesson'
import type { BlockSegment } from '@contract/view'
import type { LabNode } from '../lab-node'
import { diagnose } from './diagnose'

/**
 * The names of the nodes that a check is about, its own first: those that its hints look at, and those on which the
 * step does something. What a client sees may be anybody's doing.
 */
function concerned(spec: LabSpec, blocks: readonly BlockSegment[], check: CheckSpec): string[] {
  const named = [check.node, ...check.hints.flatMap(({ node }) => node ?? []), ...blocks.flatMap(({ nodes }) => nodes)]
  const all = spec.nodes[check.node]?.role === 'client' ? Object.keys(spec.nodes) : []
  return [...new Set([...named, ...all])]
}

/** What the nodes say that a check of a lab is about. */
export function diagnoseCheck(
  nodes: ReadonlyMap<string, LabNode>,
  spec: LabSpec,
  step: { blocks: readonly BlockSegment[] },
  check: CheckSpec,
): Promise<Diagnosis[]> {
  const all = Object.values(spec.nodes)
  const lvs = all.some(({ role }) => role === 'director')
  const asked = concerned(spec, step.blocks, check).flatMap((name) => nodes.get(name) ?? [])
  return diagnose(asked, ({ spec: { role, address } }) => {
    const peers = all.map((each) => each.address).filter((each) => each !== address)
    return { role, address, peers, vips: spec.network.vips, lvs }
  })
}
