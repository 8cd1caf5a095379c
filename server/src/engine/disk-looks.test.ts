import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FullNode } from './disk'
import { DiskLooks } from './disk-looks'
import type { Engine } from './engine'
import { label } from './labels'

/** What a node does to the engine's disk, as the engine tells it. */
interface Fake {
  mebibytes?: number
  unmeasurable?: boolean
  writtenMiB?: number
  dirtyMiB?: number
  /** cgroup v2's names. */
  v2?: boolean
}

const mebibyte = 2 ** 20
const free = { mebibytes: 5000, inodes: 100_000 }
const low = { ...free, mebibytes: 900 }

/** An engine with these nodes; `looks`: how often all files were added up. */
function engineWith(nodes: Record<string, Fake>, measure = () => Promise.resolve()) {
  const told = { looks: 0, refuses: false }
  const docker = {
    listContainers: async ({ size }: { size?: boolean }) => {
      if (size) {
        told.looks++
        await measure()
      }
      if (told.refuses) throw new Error('the engine is away')
      return Object.entries(nodes).map(([name, { mebibytes = 1, unmeasurable }]) => ({
        Id: `id of ${name}`,
        Labels: { [label.session]: 's', [label.node]: name },
        ...(size && { SizeRw: unmeasurable ? -1 : mebibytes * mebibyte }),
      }))
    },
    getContainer: (id: string) => ({
      stats: () => {
        const fake = nodes[id.slice('id of '.length)]
        const [written, dirty] = [(fake?.writtenMiB ?? 0) * mebibyte, (fake?.dirtyMiB ?? 0) * mebibyte]
        return Promise.resolve({
          blkio_stats: {
            io_service_bytes_recursive: [
              { op: 'Read', value: 2 ** 40 },
              { op: fake?.v2 ? 'write' : 'Write', value: written / 2 },
              { op: fake?.v2 ? 'write' : 'Write', value: written / 2 },
            ],
          },
          memory_stats: { stats: fake?.v2 ? { file_dirty: dirty, file_writeback: 0 } : { total_dirty: dirty } },
        })
      },
    }),
  }
  return { told, engine: { docker, installation: 'x' } as unknown as Engine }
}

let looks: DiskLooks
const dealt: FullNode[] = []
const names = () => dealt.map(({ node, problem }) => `${node} ${problem.code}`)
const deal = (node: FullNode) => {
  dealt.push(node)
  return Promise.resolve()
}
const passing = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  dealt.length = 0
})
afterEach(() => {
  looks.close()
  vi.useRealTimers()
})

test('nodes over their share, and those whose files cannot be added up, are full', async () => {
  const { engine } = engineWith({ modest: {}, greedy: { mebibytes: 513 }, deep: { unmeasurable: true } })
  looks = new DiskLooks(engine, deal)
  looks.heard(free)
  await passing(0)
  expect(names()).toEqual(['greedy node.disk', 'deep node.unmeasured'])
  expect(dealt[0]).toMatchObject({ container: 'id of greedy', session: 's' })
})

test('one that cannot be switched off holds up no other, and is tried again', async () => {
  const { engine } = engineWith({ stuck: { mebibytes: 600 }, greedy: { mebibytes: 700 } })
  let fails = true
  looks = new DiskLooks(engine, async (node) => {
    await deal(node)
    if (node.node === 'stuck' && fails) throw new Error('could not kill container')
  })
  looks.heard(free)
  await passing(0)
  expect(names()).toEqual(['stuck node.disk', 'greedy node.disk'])
  fails = false
  await passing(600)
  expect(names().filter((name) => name === 'stuck node.disk')).toHaveLength(2)
  await passing(60_000)
  expect(names().filter((name) => name === 'stuck node.disk')).toHaveLength(2)
})

test('it is only looked when the disk became fuller than at the last look', async () => {
  const { engine, told } = engineWith({ modest: {} })
  looks = new DiskLooks(engine, deal)
  looks.heard(free)
  await passing(10_000)
  looks.heard({ ...free, mebibytes: 6000 })
  looks.heard({ ...free, mebibytes: 6000 })
  await passing(10_000)
  expect(told.looks).toBe(1)
  // What one frees, another may have taken.
  looks.heard({ ...free, mebibytes: 5500 })
  await passing(10_000)
  expect(told.looks).toBe(2)
  looks.heard({ mebibytes: 5500, inodes: free.inodes - 1 })
  await passing(10_000)
  expect(told.looks).toBe(3)
})

test('adding up that takes long is followed by a rest ten times as long', async () => {
  const takesMs = 3000
  const { engine, told } = engineWith({ large: {} }, () => new Promise((done) => setTimeout(done, takesMs)))
  looks = new DiskLooks(engine, deal)
  for (let second = 0; second < 320; second++) {
    looks.heard({ ...free, mebibytes: free.mebibytes - second })
    await passing(1000)
  }
  expect(told.looks).toBe(10)
})

test('what cannot be measured is measured again, and not while the disk is unknown', async () => {
  const { engine, told } = engineWith({ greedy: { mebibytes: 600 } })
  told.refuses = true
  looks = new DiskLooks(engine, deal)
  looks.heard(free)
  await passing(1100)
  expect(told.looks).toBeGreaterThan(1)
  looks.heard(null)
  const before = told.looks
  await passing(10_000)
  expect(told.looks).toBe(before)
  told.refuses = false
  looks.heard(free)
  await passing(0)
  expect(names()).toEqual(['greedy node.disk'])
})

test('below the floor the one that writes most is switched off, one a look, for as long as it stays so', async () => {
  const nodes: Record<string, Fake> = {
    quiet: { writtenMiB: 0.5 },
    old: { writtenMiB: 4000 },
    writer: { writtenMiB: 10, v2: true },
    second: { writtenMiB: 10 },
  }
  const { engine } = engineWith(nodes)
  looks = new DiskLooks(engine, deal)
  looks.heard(low)
  await passing(0)
  expect(names()).toEqual([])
  nodes['writer'] = { writtenMiB: 300, v2: true }
  nodes['second'] = { writtenMiB: 200 }
  await passing(2000)
  expect(names()).toEqual(['writer node.writes'])
  expect(dealt[0]).toMatchObject({ container: 'id of writer', problem: { params: { mebibytes: 290 } } })
  delete nodes['writer']
  nodes['second'] = { writtenMiB: 250 }
  await passing(2000)
  expect(names()).toEqual(['writer node.writes', 'second node.writes'])
  delete nodes['second']
  await passing(20_000)
  expect(dealt).toHaveLength(2)
})

test('what waits in memory to be written counts: cgroup v1 counts nothing else', async () => {
  const nodes: Record<string, Fake> = { quiet: { dirtyMiB: 0.2 }, writer: { dirtyMiB: 20 } }
  looks = new DiskLooks(engineWith(nodes).engine, deal)
  looks.heard({ ...free, inodes: 10 })
  await passing(2000)
  expect(names()).toEqual(['writer node.writes'])
})

test('nobody is taken for writing much when it is not tight, or while somebody is over their share', async () => {
  const nodes: Record<string, Fake> = { writer: { dirtyMiB: 400 }, greedy: { mebibytes: 600 } }
  looks = new DiskLooks(engineWith(nodes).engine, deal)
  looks.heard(free)
  await passing(10_000)
  expect(names()).toEqual(['greedy node.disk'])
  looks.heard(low)
  await passing(1000)
  nodes['greedy'] = {}
  expect(names()).not.toContain('writer node.writes')
  await passing(10_000)
  expect(names()).toContain('writer node.writes')
})
