import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { JobResult, LabNode } from '../../lab-node'
import { LabError } from '../../errors'
import { capturePackets } from './packets'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const head = Buffer.from('d4c3b2a102000400000000000000 0000ffff000001000000'.replace(' ', ''), 'hex')

const zeros = Buffer.alloc(65_536)

/** A node whose tcpdump prints what it is given and may never end, and whose curl says something, or fails as every job does that a node does not answer. */
function fakeNode(name: string, { prints, ends = true, says }: { prints: Buffer[]; ends?: boolean; says?: string }) {
  const result = (stdout: string): JobResult => ({ status: 0, timedOut: false, stdout, stderr: '' })
  const spec = { role: name === 'client' ? 'client' : 'director', address: '10.0.0.50', kernel: 'host' }
  let printed = 0
  const stream = (_command: string, output: (chunk: Buffer) => void) => {
    let end: (result: JobResult) => void = () => undefined
    const ended = new Promise<JobResult>((resolve) => (end = resolve))
    let over = false
    setImmediate(() => {
      for (const chunk of prints) if (!over && ++printed) output(chunk)
    })
    return {
      ended,
      end: () => {
        over = ends
        if (ends) end(result(''))
      },
    }
  }
  const node = {
    name,
    spec,
    state: 'ready',
    stream,
    job: () => {
      if (says !== undefined) return Promise.resolve(result(says))
      return Promise.reject(new LabError('node.unreachable', { node: name, reason: 'gone' }))
    },
  }
  return { node: node as unknown as LabNode, printed: () => printed }
}
const lab = (...nodes: { node: LabNode }[]) => new Map(nodes.map(({ node }) => [node.name, node]))

/** Lets everything happen that can. */
async function settled<T>(awaited: Promise<T>): Promise<T> {
  awaited.catch(() => undefined)
  for (let round = 0; round < 100; round++) {
    await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(500)
  }
  return awaited
}

test('what prints without end is ended by us, and the view says that it is cut', async () => {
  const client = fakeNode('client', { prints: [head, ...Array.from({ length: 10_000 }, () => zeros)] })
  const { cut, pcapng } = await settled(capturePackets(lab(client), null))
  expect(cut).toBe(true)
  expect(client.printed()).toBeLessThan(200)
  expect(pcapng.length).toBeLessThan(9_000_000)
})

test('one that goes on when it was told to end holds nobody up, and what it says then is not kept', async () => {
  const client = fakeNode('client', {
    prints: [head, ...Array.from({ length: 2000 }, () => zeros)],
    ends: false,
  })
  expect((await settled(capturePackets(lab(client), null))).cut).toBe(true)
})

test('a tcpdump that never begins is named, and a second capture is refused meanwhile, not later', async () => {
  const [client, silent] = [fakeNode('client', { prints: [head] }), fakeNode('rs1', { prints: [] })]
  const nodes = lab(client, silent)
  const first = capturePackets(nodes, null)
  first.catch(() => undefined)
  await expect(capturePackets(nodes, null)).rejects.toMatchObject({ code: 'packets.busy' })
  await expect(settled(first)).rejects.toMatchObject({ code: 'packets.late', params: { node: 'rs1' } })
  await expect(settled(capturePackets(nodes, null))).rejects.toMatchObject({ code: 'packets.late' })
})

test('a client that does not answer is an error, and what curl says is short and clean', async () => {
  const url = 'http://10.0.0.100/'
  const gone = lab(fakeNode('client', { prints: [head] }))
  await expect(settled(capturePackets(gone, url))).rejects.toMatchObject({ code: 'node.unreachable' })
  const says = `99999999 200 \x1b[31m${'x'.repeat(100_000)}`
  const { outcome } = await settled(capturePackets(lab(fakeNode('client', { prints: [head], says })), url))
  expect(outcome.length).toBeLessThan(200)
  expect(outcome).not.toContain('\x1b')
})
