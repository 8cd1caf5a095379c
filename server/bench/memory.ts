import { BenchError } from './error'
import { processMemory } from './process'
import type { Site } from './site'
import type { Figure } from './table'
import { mebibytes } from './table'

const mebibyte = 2 ** 20

/** Bytes that a container takes, as `docker stats` counts: without file cache that can be dropped at any time. */
function containerMemory(stats: { usage: number; stats: Record<string, number> }): number {
  return stats.usage - (stats.stats['inactive_file'] ?? stats.stats['total_inactive_file'] ?? 0)
}

/** Opens ten terminals, spread over the nodes, and prints more lines in each than are kept. */
async function openTen(site: Site): Promise<void> {
  const names = Object.keys(site.lab.spec.nodes)
  for (let index = 0; index < 10; index++) {
    const shell = `${names[index % names.length]}/${1 + Math.floor(index / names.length)}`
    const tap = await site.client.terminal(site.lab.id, shell)
    await tap.run('for i in {1..1500}; do echo "$i some ordinary line of output, as a command may print it"; done')
  }
}

/** What the lab and the server take with ten terminals open. */
export async function measureMemory(site: Site): Promise<Figure[]> {
  await site.ensureRunning()
  await openTen(site)
  const nodes = await site.nodes()
  const parts = await Promise.all(
    nodes.map(async ({ name, machine }) => {
      if (!machine) throw new BenchError('bench.node', `The engine has no container for ${name}`)
      const container = site.engine.docker.getContainer(machine.id)
      const { memory_stats } = await container.stats({ stream: false, 'one-shot': true })
      return { name, bytes: containerMemory(memory_stats) }
    }),
  )
  const lab = parts.reduce((sum, { bytes }) => sum + bytes, 0)
  const server = processMemory(site.server.pid, 'VmRSS')
  const peak = processMemory(site.server.pid, 'VmHWM')
  const each = parts.map(({ name, bytes }) => `${name} ${(bytes / mebibyte).toFixed(0)}`).join(', ')
  return [
    {
      name: `memory: the lab’s ${nodes.length} nodes`,
      measured: mebibytes(lab),
      limit: each,
      aim: '≤ 250 MiB',
      met: lab <= 250 * mebibyte,
    },
    {
      name: 'memory: server, 10 terminals',
      measured: mebibytes(server),
      limit: `peak ${mebibytes(peak)}`,
      aim: '≤ 150 MiB',
      met: server <= 150 * mebibyte,
    },
  ]
}
