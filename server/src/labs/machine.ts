import type { CatalogueView } from '@contract/view'
import type { LoadedLab } from '../content/lab'
import { type Engine, engineError } from '../engine/engine'
import { toProblem } from '../errors'
import type { Capacity } from './capacity'
import { needOf } from './need'

/** What the machine can do for these labs: how many more of the largest fit, or why none can run. */
export async function machineFor(
  labs: LoadedLab[],
  engine: () => Promise<Engine>,
  capacity: Capacity,
): Promise<CatalogueView['machine']> {
  try {
    const { architecture } = await engine()
    const left = await capacity.room()
    const needs = labs.flatMap(({ lab }) => (lab ? needOf(Object.values(lab.spec.nodes)) : []))
    const memory = Math.max(1, ...needs.map((need) => need.memory))
    const cores = Math.max(0.01, ...needs.map((need) => need.cores))
    const room = Math.max(0, Math.floor(Math.min(left.memory / memory, left.cores / cores)))
    return { problem: null, ownKernel: architecture === 'x86_64', room }
  } catch (error) {
    return { problem: toProblem(engineError(error, 'asking the engine')), ownKernel: false, room: 0 }
  }
}
