import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Throttle } from './throttle'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first value is told at once, of those that follow the newest, and none after its end', () => {
  const told: number[] = []
  const throttle = new Throttle<number>(100, (value) => told.push(value))
  for (const value of [1, 2, 3]) throttle.take(value)
  expect(told).toEqual([1])
  vi.advanceTimersByTime(100)
  expect(told).toEqual([1, 3])
  throttle.take(4)
  vi.advanceTimersByTime(99)
  expect(told).toEqual([1, 3])
  vi.advanceTimersByTime(1)
  expect(told).toEqual([1, 3, 4])
  throttle.take(5)
  throttle.dispose()
  vi.advanceTimersByTime(1000)
  expect(told).toEqual([1, 3, 4])
  expect(vi.getTimerCount()).toBe(0)
})
