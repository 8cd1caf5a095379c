import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { limitInflow } from './inflow'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A connection, as far as its inflow is concerned. */
function connection() {
  const raw = { pause: vi.fn(), resume: vi.fn() }
  const conn = Object.assign(new EventEmitter(), { transport: { socket: raw } })
  limitInflow(conn as never)
  return { raw, send: (data?: string) => conn.emit('packet', { data }), leave: () => conn.emit('close') }
}

test('a window that sends without end waits, and another does not', () => {
  const [flooding, other] = [connection(), connection()]
  flooding.send('x'.repeat(100 * 1024))
  other.send('a key')
  expect(flooding.raw.pause).toHaveBeenCalled()
  expect(other.raw.pause).not.toHaveBeenCalled()
  expect(flooding.raw.resume).not.toHaveBeenCalled()
  vi.advanceTimersByTime(100)
  expect(flooding.raw.resume).toHaveBeenCalledTimes(1)
  for (let ping = 0; ping < 100; ping++) flooding.send()
  expect(flooding.raw.pause).toHaveBeenCalledTimes(2)
  for (const each of [flooding, other]) each.leave()
})
