import type Docker from 'dockerode'
import { LabError } from '../errors'
import { log } from '../log'
import type { FullNode } from './disk'
import { type Engine, engineCall, engineWords, ours } from './engine'
import { label } from './labels'

const mebibyte = 2 ** 20

/** Bytes from one look to the next below which a node has written nothing to speak of. */
const leastBytes = mebibyte

/** The error of a node that wrote most while the engine's disk was nearly full. */
const wroteMost = (node: string, mebibytes: number) => new LabError('node.writes', { node, mebibytes })

/** What the engine tells of a running container's writing, in bytes. */
interface Reading {
  /** Written to disks since it was started. With cgroup v1 the engine counts no writes that pass through memory. */
  written: number
  /** In memory, to be written: it tells who writes with either. */
  waiting: number
}

async function read(container: Docker.Container): Promise<Reading> {
  // Its types do not know `one-shot`, without which the engine takes a second for it.
  const asked: unknown = container.stats({ stream: false, 'one-shot': true } as never)
  const { blkio_stats: io, memory_stats: memory } = (await asked) as Partial<Docker.ContainerStats>
  const counted = (io?.io_service_bytes_recursive ?? []) as { op: string; value: number }[]
  const pages = (memory?.stats ?? {}) as Record<string, number | undefined>
  return {
    written: counted.reduce((sum, { op, value }) => (op.toLowerCase() === 'write' ? sum + value : sum), 0),
    // The names of cgroup v1, and those of v2.
    waiting:
      (pages['total_dirty'] ?? pages['file_dirty'] ?? 0) + (pages['total_writeback'] ?? pages['file_writeback'] ?? 0),
  }
}

/** What the nodes write, from one look to the next. */
export class Writes {
  private before: Map<string, number> | null = null

  constructor(private readonly engine: Engine) {}

  /** The next look is the first. */
  forget(): void {
    this.before = null
  }

  /**
   * The running node that has written most since the last look; null: none has written much, or this was the first look. It
   * finds what no adding up of files does: files that are open and have no name, or lie outside of the node's own disk.
   */
  async most(): Promise<FullNode | null> {
    const { docker } = this.engine
    const filters = ours(this.engine, { [label.kind]: 'node' })
    const found = await engineCall('looking who writes', () => docker.listContainers({ filters }))
    const { before } = this
    const now = new Map<string, number>()
    const grown = await Promise.all(
      found.map(async ({ Id, Labels }) => {
        const last = before?.get(Id) ?? 0
        try {
          const { written, waiting } = await read(docker.getContainer(Id))
          now.set(Id, written)
          // It is counted anew from every start.
          return { Id, Labels, bytes: (written < last ? written : written - last) + waiting }
        } catch (error) {
          log.info({ container: Id, error: engineWords(error) }, 'what a node writes is not known')
          now.set(Id, last)
          return { Id, Labels, bytes: 0 }
        }
      }),
    )
    this.before = now
    const [first] = grown.sort((one, other) => other.bytes - one.bytes)
    if (!before || !first || first.bytes < leastBytes) return null
    const [session, node] = [first.Labels[label.session], first.Labels[label.node]]
    if (!session || !node) return null
    return { session, node, container: first.Id, problem: wroteMost(node, Math.floor(first.bytes / mebibyte)) }
  }
}
