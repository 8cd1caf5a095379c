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
export const tooLarge = ({ memory: need }: Need, most: number) =>
  new LabError(
    'engine.large',
    `This lab may take ${need} MiB of memory, and all labs together ${most} MiB`,
    'Give the engine more memory, or raise LVS_LAB_MEMORY where it is set',
    { need, room: most },
  )

/** A lab for which there is no room now. */
export function tooLittle(need: Need, left: Need): LabError {
  const cure = 'Stop another lab: npx lvs-lab stop'
  if (need.memory > left.memory) {
    const room = Math.max(0, left.memory)
    return new LabError(
      'engine.memory',
      `This lab may take ${need.memory} MiB of memory and ${room} MiB are free for labs`,
      cure,
      { need: need.memory, room },
    )
  }
  const [cores, free] = [need.cores.toFixed(2), Math.max(0, left.cores).toFixed(2)]
  return new LabError('engine.cores', `This lab needs ${cores} cores and ${free} are free for labs`, cure, {
    need: cores,
    room: free,
  })
}
