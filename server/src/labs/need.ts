import type { NodeSpec } from '@contract/lesson'
import { coreShare, memoryLimit } from '../engine/container'
import { LabError } from '../errors'

/** What labs take of a machine: MiB of memory at most, and cores on the average. */
export interface Need {
  memory: number
  cores: number
}

/** What nodes need, as their lab declares it. */
export const needOf = (nodes: NodeSpec[]): Need => ({
  memory: nodes.reduce((sum, node) => sum + memoryLimit(node), 0),
  cores: nodes.reduce((sum, node) => sum + coreShare(node), 0),
})

/** A lab for which there is no room, whoever else leaves. */
export const tooLarge = ({ memory: need }: Need, most: number) => new LabError('engine.large', { need, room: most })

/** A lab for which there is no room now. */
export function tooLittle(need: Need, left: Need): LabError {
  if (need.memory > left.memory) {
    const room = Math.max(0, left.memory)
    return new LabError('engine.memory', { need: need.memory, room })
  }
  const [cores, free] = [need.cores.toFixed(2), Math.max(0, left.cores).toFixed(2)]
  return new LabError('engine.cores', { need: cores, room: free })
}
