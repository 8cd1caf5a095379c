import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type NodeSpec, nodeSchema } from '@contract/lesson'
import type { LabNode } from '../lab-node'
import { type FoundNode, endedLast } from '../engine/survey'
import { LabError } from '../errors'
import { Recovery } from './recovery'
import { RunningLab } from './running-lab'

/** A lab whose engine has been restarted; `errors` are what switching its nodes on fails with, one after the other. */

const spec: NodeSpec = nodeSchema.parse({ role: 'node', address: '10.0.0.1' })
const found = (running = false) =>
  ['a', 'b', 'c'].map((name) => ({ name, spec, machine: {}, running })) as unknown as FoundNode[]

let lab: RunningLab
let recovery: Recovery
let asked: string[][]
let errors: (LabError | 'forever')[]

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  errors = []
  lab = new RunningLab('s', 'lab', { a: spec, b: spec, c: spec })
  lab.become('running')
  for (const node of lab.nodes.values()) node.become('ready')
  recovery = new Recovery((_, nodes: LabNode[]) => {
    asked.push(nodes.map(({ name }) => name))
    const error =
      errors[0] === 'forever' ? new LabError('node.boot', { node: 'a', reason: 'no answer' }) : errors.shift()
    if (error) return Promise.reject(error as LabError)
    for (const node of nodes) node.become('ready')
    return Promise.resolve()
  })
})
afterEach(() => {
  lab.dispose()
  vi.useRealTimers()
})

/** Begins to bring the lab back; `end` is how that ended. */
async function restoring() {
  recovery.lost(lab)
  const [job] = await recovery.compare(lab, found())
  let end: unknown = 'goes on'
  void job?.run().then(
    () => (end = 'whole'),
    (error: unknown) => (end = error),
  )
  await vi.advanceTimersByTimeAsync(0)
  return () => end
}

test('nodes that were on come back, those that were off do not', async () => {
  lab.node('b').become('off')
  const end = await restoring()
  expect(asked).toEqual([['a', 'c']])
  expect(end()).toBe('whole')
  expect(await recovery.compare(lab, found())).toEqual([])
})

test('a start that is refused for now is tried again', async () => {
  errors = [
    new LabError('engine.refused', { doing: 'starting a', words: 'address in use' }),
    new LabError('node.boot', { node: 'a', reason: 'no answer' }),
  ]
  const end = await restoring()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toHaveLength(3)
  expect(end()).toBe('whole')
})

test('it is given up after three minutes', async () => {
  errors = ['forever']
  const end = await restoring()
  await vi.advanceTimersByTimeAsync(170_000)
  expect(end()).toBe('goes on')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(end()).toMatchObject({ code: 'node.boot' })
  const tries = asked.length
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked).toHaveLength(tries)
})

test.each([
  new LabError('node.disk', { node: 'a', mebibytes: 9, limit: 8 }),
  new LabError('node.unmeasured', { node: 'a' }),
  new LabError('engine.low', { mebibytes: 1, inodes: 1 }),
  new LabError('lab.network'),
  new LabError('engine.gone'),
])('$code is not tried again', async (error) => {
  errors = [error]
  const end = await restoring()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toHaveLength(1)
  expect(end()).toBe(error)
})

test.each(['stops', 'is let go of'])('it ends at once when the lab %s', async (how) => {
  errors = ['forever']
  const end = await restoring()
  if (how === 'stops') lab.become('stopping')
  else lab.dispose()
  await vi.advanceTimersByTimeAsync(0)
  expect(end()).toBe('whole')
  expect(vi.getTimerCount()).toBe(0)
})

test('who is switched off meanwhile stays so', async () => {
  errors = [new LabError('engine.refused', { doing: 'starting a', words: 'address in use' })]
  const end = await restoring()
  recovery.forget(lab.node('b'))
  await vi.advanceTimersByTimeAsync(5000)
  expect(asked).toEqual([
    ['a', 'b', 'c'],
    ['a', 'c'],
  ])
  expect(end()).toBe('whole')
})

test('what is owed is what ended last, before the engine ran anything again', async () => {
  const nodes = [1_000_000, 1_002_000, 500_000].map((ms, index) => ({
    name: 'abc'[index],
    machine: { endedAt: () => Promise.resolve(ms) },
  }))
  const owed = async (againMs: number) =>
    (await endedLast(nodes as unknown as FoundNode[], againMs)).map(({ name }) => name)
  expect(await owed(1_060_000)).toEqual(['a', 'b'])
  // Only the server was restarted: their learner had switched them off.
  expect(await owed(400_000)).toEqual([])
})
