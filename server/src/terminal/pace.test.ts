import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Pace } from './pace'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what is asked for without a pause has its turn every two seconds', () => {
  const pace = new Pace(1, 0.5)
  let turns = 0
  for (let ms = 0; ms <= 10_000; ms += 100) {
    if (pace.take()) turns++
    vi.advanceTimersByTime(100)
  }
  expect(turns).toBe(6)
})
