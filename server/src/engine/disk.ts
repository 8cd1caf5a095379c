import type Docker from 'dockerode'
import type { NodeSpec } from '@contract/lesson'
import { LabError } from '../errors'
import { type Engine, engineCall, ours } from './engine'
import { type FreeSpace, ensureDiskProbe } from './disk-probe'
import { label, specOf } from './labels'

/** Room on the engine's disk: every node has its share of it, and some is left for the engine itself. */

/** MiB that a node's files may take beside its image and its second disk. */
const filesMiB = 512

/** MiB that a node may take of the engine's disk. */
export const diskLimit = ({ disk }: Pick<NodeSpec, 'disk'>) => filesMiB + (disk ?? 0)

/** Free MiB and inodes below which nothing starts. */
const floor: FreeSpace = { mebibytes: 1024, inodes: 50_000 }

const mebibyte = 2 ** 20

/** The error `engine.low` where the engine's disk has too little room for anything more; null otherwise. */
export function tooFull({ mebibytes, inodes }: FreeSpace): LabError | null {
  if (mebibytes >= floor.mebibytes && inodes >= floor.inodes) return null
  return new LabError('engine.low', { mebibytes, inodes })
}

/** Fails with `engine.low` where the engine's disk is nearly full. */
export async function ensureSpace(engine: Engine, image: string): Promise<void> {
  const refused = tooFull((await ensureDiskProbe(engine, image)).free)
  if (refused) throw refused
}

/** What is wrong with the files of a node that take so many bytes; null: nothing. The engine says -1 where it cannot add them up. */
function overShare(node: string, bytes: number, limit: number): LabError | null {
  if (bytes < 0) return new LabError('node.unmeasured', { node })
  const mebibytes = Math.floor(bytes / mebibyte)
  if (mebibytes <= limit) return null
  return new LabError('node.disk', { node, mebibytes, limit })
}

/** Fails with `node.disk` or `node.unmeasured` where a node that is off would not fit its share when it is switched on. */
export async function ensureFits(container: Docker.Container, node: string, spec: NodeSpec): Promise<void> {
  const { SizeRw = 0 } = await engineCall(`measuring ${node}`, async () => {
    // Its types do not know what `size` adds.
    const asked: unknown = container.inspect({ size: true } as never)
    return (await asked) as { SizeRw?: number }
  })
  const problem = overShare(node, SizeRw, diskLimit(spec))
  if (problem) throw problem
}

/** A node that must be switched off for the sake of the engine's disk, and why. */
export interface FullNode {
  session: string
  node: string
  /** The container's id: a node that was reset meanwhile is another. */
  container: string
  problem: LabError
}

/** Running nodes whose files take more than they may. The engine adds up their files for it. */
export async function findFull(engine: Engine): Promise<FullNode[]> {
  const filters = ours(engine, { [label.kind]: 'node' })
  const found = await engineCall('measuring nodes', () =>
    engine.docker.listContainers({ filters, size: true } as Docker.ContainerListOptions),
  )
  return found.flatMap(({ Id: container, Labels, ...sizes }) => {
    const { SizeRw = 0 } = sizes as { SizeRw?: number }
    const [session, node] = [Labels[label.session], Labels[label.node]]
    if (!session || !node) return []
    const spec = specOf(Labels[label.spec])
    const problem = overShare(node, SizeRw, spec ? diskLimit(spec) : filesMiB)
    return problem ? [{ session, node, container, problem }] : []
  })
}
