import { setTimeout as sleep } from 'node:timers/promises'
import type { LabNode } from '../src/engine/node'
import { BenchError } from './error'
import { watched } from '../src/observe/observer'
import type { Site } from './site'
import { median } from './statistics'
import type { Figure } from './table'

/** Milliseconds of each measurement. */
const during = 10_000

/** Nanoseconds of processor time that the nodes have taken until now. */
async function processorTime(nodes: LabNode[]): Promise<number> {
  const taken = await Promise.all(
    nodes.map(async ({ name, container }) => {
      if (!container) throw new BenchError('bench.node', `The engine has no container for ${name}`)
      const { cpu_stats } = await container.stats({ stream: false, 'one-shot': true })
      return cpu_stats.cpu_usage.total_usage
    }),
  )
  return taken.reduce((sum, each) => sum + each, 0)
}

/** Percent of one core that the nodes take. */
async function load(nodes: LabNode[]): Promise<number> {
  const [before, began] = [await processorTime(nodes), performance.now()]
  await sleep(during)
  return ((await processorTime(nodes)) - before) / 1e4 / (performance.now() - began)
}

/** What the living picture costs while nothing happens: with an observer of all nodes, and without. */
export async function measureWatch(site: Site, rounds: number): Promise<Figure[]> {
  await site.ensureRunning()
  const nodes = await site.nodes()
  await Promise.all(nodes.map((node) => node.connect()))
  const [idle, looking]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    for (const node of nodes) node.watch([])
    idle.push(await load(nodes))
    for (const node of nodes) node.watch(watched)
    looking.push(await load(nodes))
  }
  for (const node of nodes) node.watch([])
  const cost = median(looking) - median(idle)
  return [
    {
      name: `picture: idle cost, ${nodes.length} nodes`,
      measured: `${median(looking).toFixed(1)} %`,
      limit: `${median(idle).toFixed(1)} % with nobody looking`,
      compared: `+ ${cost.toFixed(1)} %`,
      aim: '≤ 5 % of a core',
      met: cost <= 5,
    },
  ]
}
