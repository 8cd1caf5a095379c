import { type Purpose, createMachine } from '../engine/container'
import type { Engine } from '../engine/engine'
import { imageName } from '../engine/image'
import { LabError, words } from '../errors'
import type { LabNode } from '../lab-node'

/** Getting nodes from nothing to ready, and back. */

/** What making a node needs beside its own specification. */
export interface Site {
  engine: Engine
  session: string
  lab: string
  learner: string
  prefix: number
  hosts: Record<string, string>
  purpose: Purpose
}

/** Where nodes are. */
type Place = Pick<Site, 'engine' | 'session'>

/** Waits until a started node's services are up; says what its console said when they never are. */
async function settle(node: LabNode): Promise<void> {
  try {
    await node.booted()
  } catch (error) {
    if (error instanceof LabError && error.code === 'node.garbled') throw error
    const said = await node.machine?.lastWords().catch(() => '')
    throw new LabError(
      'node.boot',
      { node: node.name, reason: [words(error), said].filter(Boolean).join('\n') },
      { cause: error },
    )
  }
}

/** Starts created nodes together and waits until all are ready; each is ready, or has failed, by itself. */
async function boot(
  { engine, session }: Place,
  nodes: LabNode[],
  prepare: (node: LabNode) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const bootOne = async (node: LabNode) => {
    try {
      await prepare(node)
      // Said first: the engine's word of the start may come before its answer, and must not begin another.
      node.become('booting')
      if (!node.machine) throw new LabError('node.unreachable', { node: node.name, reason: 'it was never created' })
      await node.machine.start(engine, session)
      await settle(node)
      node.become('ready')
    } catch (error) {
      node.become('failed', error)
      throw error
    }
  }
  // Own kernels take longest, so they get the engine first.
  const ordered = [...nodes].sort(
    (one, other) => Number(other.spec.kernel === 'own') - Number(one.spec.kernel === 'own'),
  )
  await Promise.all(ordered.map(bootOne))
}

/** Switches nodes on again, with their disks as they were. */
export const switchOn = (place: Place, nodes: LabNode[]): Promise<void> => boot(place, nodes)

/** Creates nodes and boots them. Fails as a whole with the first failure, which its node shows too. */
export function createNodes(site: Site, nodes: LabNode[]): Promise<void> {
  return boot(site, nodes, async (node) => {
    node.become('creating')
    const plan = { ...site, name: node.name, spec: node.spec, size: Object.keys(site.hosts).length }
    node.machine = await createMachine(site.engine, imageName(node.spec.image), plan)
  })
}

/** Gives nodes fresh disks and boots them. */
export async function recreateNodes(site: Site, nodes: LabNode[]): Promise<void> {
  await Promise.all(
    nodes.map(async (node) => {
      node.become('creating')
      await node.machine?.remove()
    }),
  )
  await createNodes(site, nodes)
}
