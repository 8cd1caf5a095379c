import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { crowd } from '../crowd'
import { Lane, Turns } from './turns'

let nowMs = 0
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate'] })
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Milliseconds that others had between the steps of a lane, each of which takes 6. */
function restsBetween(steps: number): number[] {
  const began: number[] = []
  const lane = new Lane(new Turns())
  const step = () => {
    began.push(Date.now())
    nowMs += 6
  }
  for (let count = 0; count < steps; count++) lane.add(step)
  for (let ms = 0; ms < 200; ms++) {
    vi.advanceTimersByTime(1)
    nowMs++
  }
  expect(began).toHaveLength(steps)
  return began.slice(1).map((at, index) => at - (began[index] ?? 0))
}

test('long work goes on at once while one person is connected, and rests while several are', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'Date'] })
  expect(Math.max(...restsBetween(4))).toBeLessThanOrEqual(1)
  for (const person of ['ada', 'grace']) crowd.enter(person)
  expect(Math.min(...restsBetween(4))).toBeGreaterThanOrEqual(24)
  for (const person of ['ada', 'grace']) crowd.leave(person)
})
