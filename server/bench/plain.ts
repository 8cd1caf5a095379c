import { randomBytes } from 'node:crypto'
import type { NodeSpec } from '@contract/lesson'
import { createMachine } from '../src/engine/container'
import type { Engine } from '../src/engine/engine'
import { nodeImage } from '../src/engine/image'
import { createNetwork } from '../src/engine/network'
import { removeAll } from '../src/engine/survey'

/**
 * Milliseconds from asking for each of `count` equal containers, all at once and without our server, until the engine says
 * that it runs. Each has a network of its own, as labs have, which is there before.
 */
export async function startPlain(engine: Engine, spec: NodeSpec, count: number): Promise<number[]> {
  const sessions = Array.from({ length: count }, () => randomBytes(4).toString('hex'))
  try {
    await Promise.all(sessions.map((session) => createNetwork(engine, nodeImage(), session, {})))
    const began = performance.now()
    return await Promise.all(
      sessions.map(async (session) => {
        const plan = {
          ...{ session, lab: 'plain', learner: 'bench', name: 'box', spec, prefix: 24 },
          ...{ hosts: {}, size: 1, purpose: 'verify' as const },
        }
        const { id } = await createMachine(engine, nodeImage(), plan)
        await engine.docker.getContainer(id).start()
        return performance.now() - began
      }),
    )
  } finally {
    await removeAll(engine)
  }
}
