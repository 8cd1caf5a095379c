import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Native, testsIn } from './native'

// Machines that are shared: these compile and start a thousand processes. Milliseconds.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const native = new Native()
beforeAll(() => native.buildAgent())
afterAll(() => native.remove())

test.each(testsIn('test_agent.c'))('agent: %s', async (name) => {
  expect(await native.run('test_agent', name)).toBe('')
})

test.each(testsIn('test_state.c'))('state: %s', async (name) => {
  expect(await native.run('test_state', name)).toBe('')
})

// A failure names its seed: `fuzz_agent SEED 1` does it again.
test('a thousand conversations by seed, right, mutated and noise, leave the agent as it was', async () => {
  const halves = await Promise.all(['1', '501'].map((first) => native.run('fuzz_agent', first, '500')))
  expect(halves).toEqual(['500 cases\n', '500 cases\n'])
})
