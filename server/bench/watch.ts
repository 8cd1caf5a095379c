import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from './error'
import type { LabNode } from '../src/lab-node'
import { watched } from '../src/observe/observer'
import type { Site } from './site'
import { median } from './statistics'
import type { Figure } from './table'

/** Milliseconds of each measurement. */
const during = 10_000

/** Nanoseconds of processor time that the nodes have taken until now. */
async function processorTime({ engine }: Site, nodes: LabNode[]): Promise<number> {
  const taken = await Promise.all(
    nodes.map(async ({ name, machine }) => {
      if (!machine) throw new BenchError('bench.node', `The engine has no container for ${name}`)
      const { cpu_stats } = await engine.docker.getContainer(machine.id).stats({ stream: false, 'one-shot': true })
      return cpu_stats.cpu_usage.total_usage
    }),
  )
  return taken.reduce((sum, each) => sum + each, 0)
}

/** Percent of one core that the nodes take. */
async function load(site: Site, nodes: LabNode[]): Promise<number> {
  const [before, began] = [await processorTime(site, nodes), performance.now()]
  await sleep(during)
  return ((await processorTime(site, nodes)) - before) / 1e4 / (performance.now() - began)
}

/** What the living picture costs while nothing happens: with an observer of all nodes, and without. */
export async function measureWatch(site: Site, rounds: number): Promise<Figure[]> {
  await site.ensureRunning()
  const nodes = await site.nodes()
  await Promise.all(nodes.map((node) => node.connect()))
  const [idle, looking]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    for (const node of nodes) node.watch([])
    idle.push(await load(site, nodes))
    for (const node of nodes) node.watch(watched)
    looking.push(await load(site, nodes))
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
