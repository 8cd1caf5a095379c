import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { crowd } from './crowd'
import { Meter } from './meter'

const allowed = { bytes: 1000, messages: 10, workMs: 10 }
const waits: boolean[] = []
const held = { pause: () => waits.push(true), resume: () => waits.push(false) }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  waits.length = 0
})

test.each([
  ['bytes', [1000, 1, 0]],
  ['messages', [1, 10, 0]],
] as const)('whoever brings too many %s waits until the next slice of time', (_what, [bytes, messages, workMs]) => {
  const meter = new Meter(allowed)
  meter.count(held, bytes, messages, workMs)
  expect(waits).toEqual([true])
  vi.advanceTimersByTime(50)
  expect(waits).toEqual([true, false])
  meter.dispose()
})

test('what is worth several slices of time waits for as many', () => {
  const meter = new Meter(allowed)
  meter.count(held, 3500, 1, 0)
  vi.advanceTimersByTime(149)
  expect(waits).toEqual([true])
  vi.advanceTimersByTime(1)
  expect(waits).toEqual([true, false])
  meter.dispose()
})

test('what is much work waits only while somebody else is connected', () => {
  const meter = new Meter(allowed)
  crowd.enter('ada')
  crowd.enter('ada')
  meter.count(held, 1, 1, 100)
  expect(waits).toEqual([])
  vi.advanceTimersByTime(50)
  crowd.enter('grace')
  for (let chunk = 0; chunk < 3; chunk++) meter.count(held, 1, 1, 4)
  expect(waits).toEqual([true])
  for (const person of ['ada', 'ada', 'grace']) crowd.leave(person)
  expect(crowd.many).toBe(false)
  meter.dispose()
})
