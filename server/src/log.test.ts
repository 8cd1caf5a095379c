import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LogLimit } from './log'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what one learner causes is written a few times a minute, and how often it happened is told', () => {
  const sums: unknown[] = []
  const limit = new LogLimit((message, suppressed) => sums.push([message, suppressed]))
  const written = (person: string, count: number) =>
    Array.from({ length: count }, () => limit.take('request failed', { person })).filter(Boolean).length
  expect(written('mallory', 100_000)).toBe(10)
  expect(written('alice', 3)).toBe(3)
  expect(limit.take('something else', { person: 'mallory' })).toBe(true)
  vi.advanceTimersByTime(60_000)
  expect(sums).toEqual([['request failed', 99_990]])
  expect(written('mallory', 1)).toBe(1)
})

test('ever new names make no more lines', () => {
  const limit = new LogLimit(() => undefined)
  const written = Array.from({ length: 100_000 }, (_, index) => limit.take('odd', { node: `n${index}` })).filter(
    Boolean,
  )
  expect(written.length).toBeLessThan(1100)
})
