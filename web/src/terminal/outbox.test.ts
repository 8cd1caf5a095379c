import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Outbox } from './outbox'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function outbox() {
  const sent: [string, boolean][] = []
  const stuck = vi.fn()
  return { sent, stuck, box: new Outbox((data, more) => sent.push([data, more]), stuck) }
}

test('keys go at once', () => {
  const { sent, box } = outbox()
  box.type('l')
  box.type('s')
  expect(sent).toEqual([
    ['l', false],
    ['s', false],
  ])
})

test('a long paste goes piece by piece, each when there is room, and what is typed after it comes after it', () => {
  const { sent, box } = outbox()
  const paste = `${'a'.repeat(32_767)}🐧${'b'.repeat(40_000)}`
  box.type(paste)
  box.type('!')
  expect(sent).toHaveLength(1)
  box.ready()
  box.ready()
  box.ready()
  expect(sent.map(([data]) => data).join('')).toBe(`${paste}!`)
  expect(sent.map(([data, more]) => [data.length, more])).toEqual([
    [32_767, true],
    [32_768, true],
    [7_235, false],
  ])
})

test('where nothing is read, the learner is told, nothing more is sent, and Ctrl-C goes before the rest', () => {
  const { sent, stuck, box } = outbox()
  box.type('a'.repeat(1_000_000))
  vi.advanceTimersByTime(10_000)
  expect([sent.length, stuck.mock.calls.length]).toEqual([1, 1])
  box.type('\x03')
  box.ready()
  expect(sent.slice(1)).toEqual([['\x03', false]])
})
