import type Docker from 'dockerode'
import type { NodeSpec } from '@contract/lesson'
import { LabError } from '../errors'
import type { Engine } from './engine'
import { engineCall, ours } from './engine'
import type { FreeSpace } from './guard'
import { ensureGuard } from './guard'
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
  return new LabError(
    'engine.low',
    `The engine’s disk has ${mebibytes} MiB and room for ${inodes} files left; below ${floor.mebibytes} MiB or ${floor.inodes} files nothing starts`,
    'Free some space: docker system prune, or npx lvs-lab stop',
    { mebibytes, inodes },
  )
}

/** Fails with `engine.low` where the engine's disk is nearly full. */
export async function ensureSpace(engine: Engine, image: string): Promise<void> {
  const refused = tooFull((await ensureGuard(engine, image)).free)
  if (refused) throw refused
}

/** The error of a node whose files take more than they may. */
export const nodeFull = (node: string, mebibytes: number, limit: number) =>
  new LabError(
    'node.disk',
    `The disk of ${node} is full: its files take ${mebibytes} MiB, and ${limit} MiB is the most`,
    'Reset this node',
    { node, mebibytes, limit },
  )

/** Fails with `node.disk` where a node that is off would not fit its share when it is switched on. */
export async function ensureFits(container: Docker.Container, node: string, spec: NodeSpec): Promise<void> {
  const { SizeRw = 0 } = await engineCall(`measuring ${node}`, async () => {
    // Its types do not know what `size` adds.
    const asked: unknown = container.inspect({ size: true } as never)
    return (await asked) as { SizeRw?: number }
  })
  const mebibytes = Math.floor(SizeRw / mebibyte)
  if (mebibytes > diskLimit(spec)) throw nodeFull(node, mebibytes, diskLimit(spec))
}

/** A node whose files take more than they may. */
export interface FullNode {
  session: string
  node: string
  mebibytes: number
  limit: number
}

/** Running nodes whose files take more than they may. The engine adds up their files for it. */
export async function findFull(engine: Engine): Promise<FullNode[]> {
  const filters = ours(engine, { [label.kind]: 'node' })
  const found = await engineCall('measuring nodes', () =>
    engine.docker.listContainers({ filters, size: true } as Docker.ContainerListOptions),
  )
  return found.flatMap(({ Labels, ...sizes }) => {
    const { SizeRw = 0 } = sizes as { SizeRw?: number }
    const [session, node] = [Labels[label.session], Labels[label.node]]
    const spec = specOf(Labels[label.spec])
    const mebibytes = Math.floor(SizeRw / mebibyte)
    const limit = spec ? diskLimit(spec) : filesMiB
    return session && node && mebibytes > limit ? [{ session, node, mebibytes, limit }] : []
  })
}
