import { afterEach, expect, test, vi } from 'vitest'
import { checkSchema } from '@contract/lesson'
import type { LabNode } from '../lab-node'
import { LiveChecks } from './live'

const text = { en: 'x', zh: '某' }
const check = (id: string, after: string[] = []) =>
  checkSchema.parse({ id, node: 'client', run: id, title: text, hint: text, after })

/** A node whose scripts answer with the status given for the check's name. */
function scripted(statuses: Record<string, number>) {
  const ran: string[] = []
  const job = (script: string) => {
    const id = script.trim().split('\n').at(-1) ?? ''
    ran.push(id)
    return Promise.resolve({ status: statuses[id] ?? 1, timedOut: false, stdout: `${id} says`, stderr: '' })
  }
  return { nodes: new Map([['client', { state: 'ready', job } as unknown as LabNode]]), ran, statuses }
}

const live: LiveChecks[] = []
afterEach(() => live.splice(0).forEach((checks) => checks.stop()))

function begin(statuses: Record<string, number>, specs: ReturnType<typeof check>[], allPlayed = () => false) {
  const world = scripted(statuses)
  const checks = new LiveChecks(world.nodes, specs, allPlayed)
  live.push(checks)
  checks.start()
  return { ...world, checks }
}

test('a check waits for the one it comes after, then turns green', async () => {
  const { checks, statuses } = begin({ first: 1, second: 0 }, [check('first'), check('second', ['first'])])
  await vi.waitFor(() => expect(checks.view[1]).toMatchObject({ state: 'waiting', waitsFor: 'first' }))
  expect(checks.view[0]?.state).not.toBe('failed')
  statuses['first'] = 0
  checks.acts()
  let doneAt: string[] = []
  checks.once('done', () => (doneAt = checks.view.map(({ state }) => state)))
  await vi.waitFor(() => expect(checks.view.map(({ state }) => state)).toEqual(['passed', 'passed']))
  // At once: a learner who goes on the moment the last one is green has finished the step.
  expect(doneAt).toEqual(['passed', 'passed'])
})

test('nothing is red before the learner is past it, everything false is once all blocks ran', async () => {
  let played = false
  const { checks } = begin({ a: 1, b: 1 }, [check('a'), check('b')], () => played)
  await vi.waitFor(() => expect(checks.view.every(({ at }) => at)).toBe(true))
  expect(checks.view.map(({ state }) => state)).toEqual(['pending', 'pending'])
  played = true
  expect(checks.view.map(({ state }) => state)).toEqual(['failed', 'failed'])
})

test('a check that turns false again says since when', async () => {
  const { checks, statuses } = begin({ a: 0 }, [check('a')])
  await vi.waitFor(() => expect(checks.view[0]?.state).toBe('passed'))
  statuses['a'] = 1
  checks.acts()
  await vi.waitFor(() =>
    expect(checks.view[0]).toMatchObject({ state: 'failed', trueUntil: expect.any(Number) as number }),
  )
})

test('a crash of the check is its own fault', async () => {
  const { checks } = begin({ a: 127 }, [check('a')], () => true)
  await vi.waitFor(() => expect(checks.view[0]?.state).toBe('error'))
})

test('while nobody looks nothing runs, whatever is done in the lab; it goes on when somebody does', async () => {
  const { checks, ran, statuses } = begin({ a: 1 }, [check('a')])
  await vi.waitFor(() => expect(ran.length).toBeGreaterThan(0))
  checks.watch(false)
  await vi.waitFor(() => expect(checks.view[0]?.state).toBe('pending'))
  const before = ran.length
  checks.acts()
  await new Promise((resolve) => setImmediate(resolve))
  expect(ran).toHaveLength(before)
  statuses['a'] = 0
  checks.watch(true)
  await vi.waitFor(() => expect(checks.view[0]?.state).toBe('passed'))
})
