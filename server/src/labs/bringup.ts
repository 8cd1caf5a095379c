import type { NodeSpec } from '@contract/lesson'
import type { NodePlan, Purpose } from '../engine/container'
import { createMachine } from '../engine/container'
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

function plan(site: Site, name: string, spec: NodeSpec): NodePlan {
  return { ...site, name, spec, size: Object.keys(site.hosts).length }
}

/** Switches a created node on; one that runs already is fine. */
async function power({ engine, session }: Place, node: LabNode): Promise<void> {
  const { machine } = node
  if (!machine) throw new LabError('node.unreachable', { node: node.name, reason: 'it was never created' })
  await machine.start(engine, session)
}

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

async function tracked(node: LabNode, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    node.become('failed', error)
    throw error
  }
}

/** Starts created nodes together and waits until all are ready; each is ready by itself. */
async function boot(
  place: Place,
  nodes: LabNode[],
  prepare: (node: LabNode) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  // Own kernels take longest, so they get the engine first.
  const ordered = [...nodes].sort(
    (one, other) => Number(other.spec.kernel === 'own') - Number(one.spec.kernel === 'own'),
  )
  await Promise.all(
    ordered.map((node) =>
      tracked(node, async () => {
        await prepare(node)
        // Said first: the engine's word of the start may come before its answer, and must not begin another.
        node.become('booting')
        await power(place, node)
        await settle(node)
        node.become('ready')
      }),
    ),
  )
}

/** Switches nodes on again, with their disks as they were. */
export const switchOn = (place: Place, nodes: LabNode[]): Promise<void> => boot(place, nodes)

/** Creates nodes and boots them. Fails as a whole with the first failure, which its node shows too. */
export function createNodes(site: Site, nodes: LabNode[]): Promise<void> {
  return boot(site, nodes, async (node) => {
    node.become('creating')
    node.machine = await createMachine(site.engine, imageName(node.spec.image), plan(site, node.name, node.spec))
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
