import { expect, test, vi } from 'vitest'
import { Flow } from './flow'

test('small pieces are told together once all of them are drawn', () => {
  const tell = vi.fn()
  const flow = new Flow(tell)
  const drawn = [flow.received(100), flow.received(200)]
  drawn[0]?.()
  expect(tell).not.toHaveBeenCalled()
  drawn[1]?.()
  expect(tell.mock.calls).toEqual([[300]])
})

test('much is told as it is drawn, and every byte exactly once', () => {
  const tell = vi.fn<(bytes: number) => void>()
  const flow = new Flow(tell)
  const drawn = Array.from({ length: 10 }, () => flow.received(10_000))
  for (const done of drawn) done()
  expect(tell.mock.calls.length).toBeGreaterThan(1)
  expect(tell.mock.calls.reduce((sum, [bytes]) => sum + bytes, 0)).toBe(100_000)
})
