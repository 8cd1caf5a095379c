import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { crowd } from '../crowd'
import type { LabSocket } from './connection'
import { limitInflow } from './inflow'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A window, as far as its inflow is concerned. */
function window(person: string) {
  const raw = { pause: vi.fn(), resume: vi.fn() }
  const conn = Object.assign(new EventEmitter(), { transport: { socket: raw } })
  const socket = Object.assign(new EventEmitter(), { conn })
  limitInflow(socket as unknown as LabSocket, person)
  return { raw, send: (data?: string) => conn.emit('packet', { data }), leave: () => socket.emit('disconnect') }
}

test('a window that sends without end waits, and another does not', () => {
  const [flooding, other] = [window('mallory'), window('ada')]
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

test('several people are connected as long as each has a window', () => {
  const [first, second, third] = [window('ada'), window('ada'), window('grace')]
  expect(crowd.many).toBe(true)
  first.leave()
  expect(crowd.many).toBe(true)
  second.leave()
  expect(crowd.many).toBe(false)
  third.leave()
})
