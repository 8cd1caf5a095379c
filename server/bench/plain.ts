import type { NodeSpec } from '@contract/lesson'
import { createContainer } from '../src/engine/container'
import type { Engine } from '../src/engine/engine'
import { nodeImage } from '../src/engine/image'
import { createNetwork } from '../src/engine/network'
import { removeAll } from '../src/engine/survey'

/** A session of nobody's: eight hexadecimal digits. */
const session = 'be9c0000'

/** Milliseconds from asking for each of `count` equal containers, all at once and without our server, until the engine says that it runs. */
export async function startPlain(engine: Engine, spec: NodeSpec, count: number): Promise<number[]> {
  try {
    await createNetwork(engine, nodeImage(), session, {})
    const began = performance.now()
    return await Promise.all(
      Array.from({ length: count }, async (_, at) => {
        const plan = {
          ...{ session, lab: 'plain', learner: 'bench', name: `box${at}`, spec, prefix: 24 },
          ...{ hosts: {}, size: count, purpose: 'verify' as const },
        }
        const container = await createContainer(engine, nodeImage(), plan)
        await container.start()
        return performance.now() - began
      }),
    )
  } finally {
    await removeAll(engine, session)
  }
}
