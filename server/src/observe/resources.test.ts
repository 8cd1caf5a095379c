import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Resources } from './resources'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A node on which heartbeat answers what `says` says now. */
function nodeThat(says: () => string) {
  const job = vi.fn(() => Promise.resolve({ status: 0, timedOut: false, stdout: `${says()}\n`, stderr: '' }))
  const told = vi.fn()
  return { job, told, resources: new Resources({ job }, told) }
}

test('the answer is told when it is another; changes that come together are one question and a last one', async () => {
  let answer = 'transition'
  const { job, told, resources } = nodeThat(() => answer)
  for (let change = 0; change < 5; change++) resources.changed(true)
  await vi.advanceTimersByTimeAsync(10)
  expect([resources.now, job.mock.calls.length]).toEqual(['transition', 1])
  answer = 'local'
  await vi.advanceTimersByTimeAsync(10_000)
  expect([resources.now, job.mock.calls.length, told.mock.calls.length]).toEqual(['local', 2, 2])
})

test('without heartbeat nothing is asked and nothing known; what is no answer neither', async () => {
  const { job, resources } = nodeThat(() => 'Cannot signon with heartbeat')
  resources.changed(false)
  expect(job).not.toHaveBeenCalled()
  resources.changed(true)
  await vi.advanceTimersByTimeAsync(10)
  expect(resources.now).toBeUndefined()
})

test('an answer that comes after heartbeat has ended does not count', async () => {
  const { told, resources } = nodeThat(() => 'all')
  resources.changed(true)
  resources.changed(false)
  await vi.advanceTimersByTimeAsync(10_000)
  expect([resources.now, told.mock.calls.length]).toEqual([undefined, 0])
})
