import { randomBytes } from 'node:crypto'
import type { NodeSpec } from '@contract/lesson'
import { createMachine } from '../src/engine/container'
import { nodeImage } from '../src/engine/image'
import { createNetwork } from '../src/engine/network'
import { LabNode } from '../src/lab-node'
import { removeAll } from '../src/engine/survey'
import { median } from './statistics'
import type { Site } from './site'
import type { Figure } from './table'
import { seconds, times } from './table'

/** Milliseconds from creating a node's container, alone on the engine, until its services are up. */
async function alone(site: Site, name: string, spec: NodeSpec): Promise<number> {
  const { engine, lab } = site
  const session = randomBytes(4).toString('hex')
  const node = new LabNode(name, spec)
  try {
    await createNetwork(engine, nodeImage(), session, {})
    const began = performance.now()
    const plan = {
      session,
      lab: lab.id,
      learner: 'bench',
      name,
      spec,
      prefix: 24,
      hosts: { [name]: spec.address },
      size: 1,
      purpose: 'verify' as const,
    }
    node.machine = await createMachine(engine, nodeImage(), plan)
    await node.machine.start(engine, session)
    await node.booted()
    return performance.now() - began
  } finally {
    node.dispose()
    await removeAll(engine, session)
  }
}

/** The slowest of the lab's nodes, each kind of node started alone once. */
async function slowestAlone(site: Site): Promise<{ name: string; took: number }> {
  const kinds = new Map<string, [string, NodeSpec]>()
  for (const [name, spec] of Object.entries(site.lab.spec.nodes)) {
    const { kernel, memory, services } = spec
    const kind = JSON.stringify({ kernel, memory, services })
    if (!kinds.has(kind)) kinds.set(kind, [name, spec])
  }
  let slowest = { name: '', took: 0 }
  for (const [name, spec] of kinds.values()) {
    const took = await alone(site, name, spec)
    if (took > slowest.took) slowest = { name, took }
  }
  return slowest
}

/** Opens a terminal of this node; gives the moment at which it has shown a prompt and answered a command. */
async function usable(site: Site, node: string): Promise<number> {
  const { client, lab } = site
  const tap = client.tap(lab.id, `${node}/1`)
  const prompt = tap.until('root@')
  await client.attach(lab.id, `${node}/1`)
  await prompt
  const answer = tap.until('answer-42')
  tap.type('echo answer-$((6 * 7))\r')
  return answer
}

/** How long a lab takes to start, beside the slowest of its nodes started alone. Leaves the lab running. */
export async function measureStart(site: Site, rounds: number): Promise<Figure[]> {
  const names = Object.keys(site.lab.spec.nodes)
  const figures: { first: number; all: number; single: number; name: string }[] = []
  for (let round = 0; round < rounds; round++) {
    const { name, took: single } = await slowestAlone(site)
    if (round > 0) await site.stop()
    const { asked, ready } = await site.start()
    const prompts = names.map((node) => usable(site, node))
    const [all, ...answered] = await Promise.all([ready, ...prompts])
    figures.push({ first: Math.min(...answered) - asked, all: all - asked, single, name })
  }
  const first = median(figures.map((figure) => figure.first))
  const all = median(figures.map((figure) => figure.all))
  const single = median(figures.map((figure) => figure.single))
  // Of each round by itself: what else the machine does changes from round to round.
  const ratio = median(figures.map((figure) => figure.all / figure.single))
  const limit = `${seconds(single)} ${figures[0]?.name} alone`
  return [
    {
      name: 'lab start → first usable prompt',
      measured: seconds(first),
      limit,
      compared: times(first / single),
      aim: '≤ 5 s',
      met: first <= 5000,
    },
    {
      name: `lab start → all ${names.length} nodes ready`,
      measured: seconds(all),
      limit,
      compared: times(ratio),
      aim: '≤ 1.3 ×',
      met: ratio <= 1.3,
    },
  ]
}
