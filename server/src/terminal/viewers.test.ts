import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ShellScreen } from '@contract/view'
import { Viewers } from './viewers'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const screen = { screen: 'now' } as ShellScreen
const chunk = (bytes: number) => Buffer.alloc(bytes, 'x')

function watched() {
  let flows = 0
  const viewers = new Viewers(
    () => Promise.resolve(screen),
    () => flows++,
  )
  const viewer = () => {
    const got = { bytes: 0, screens: 0 }
    return {
      got,
      data: (data: Buffer) => void (got.bytes += data.length),
      screen: () => void got.screens++,
      size: () => undefined,
    }
  }
  return { viewers, viewer, flows: () => flows }
}

test('data that comes while the first screen is made follows it', async () => {
  const { viewers, viewer } = watched()
  const window = viewer()
  const first = viewers.add(window)
  viewers.send(chunk(10))
  expect(window.got.bytes).toBe(0)
  await first
  vi.runAllTimers()
  expect(window.got.bytes).toBe(10)
})

test('what the first screen shows already does not come once more as data', async () => {
  const sends = () => viewers.send(chunk(10))
  const viewers: Viewers = new Viewers(
    () => {
      sends() // as a shell does with what its screen has and its windows have not
      return Promise.resolve(screen)
    },
    () => undefined,
  )
  const { viewer } = watched()
  const [before, after] = [viewer(), viewer()]
  await viewers.add(before)
  vi.runAllTimers()
  await viewers.add(after)
  vi.runAllTimers()
  expect([before.got.bytes, after.got.bytes]).toEqual([10, 0])
})

test('what a fresh screen shows already does not come once more as data', async () => {
  const viewers: Viewers = new Viewers(
    () => {
      viewers.send(chunk(10))
      return Promise.resolve(screen)
    },
    () => undefined,
  )
  const order: string[] = []
  const window = {
    data: () => void order.push('data'),
    screen: () => void order.push('screen'),
    size: () => undefined,
  }
  await viewers.add(window)
  await vi.runAllTimersAsync()
  viewers.refreshAll()
  await vi.runAllTimersAsync()
  expect(order).toEqual(['data', 'screen'])
})

test('a screen that is another one before a window has its first is drawn once more', async () => {
  let shown = 'old'
  const viewers = new Viewers(
    () => Promise.resolve({ ...screen, screen: shown }),
    () => undefined,
  )
  const screens: string[] = []
  const first = viewers.add({
    data: () => undefined,
    screen: ({ screen }) => void screens.push(screen),
    size: () => undefined,
  })
  shown = 'new'
  viewers.refreshAll()
  expect((await first).screen).toBe('old')
  await vi.runAllTimersAsync()
  expect(screens).toEqual(['new'])
})

test('a window that has much to draw makes the shell wait until it has drawn', async () => {
  const { viewers, viewer } = watched()
  const window = viewer()
  await viewers.add(window)
  vi.advanceTimersByTime(1)
  viewers.send(chunk(300_000))
  expect(viewers.crowded).toBe(true)
  viewers.drawn(window, 100_000)
  expect([viewers.crowded, viewers.clear]).toEqual([false, false])
  viewers.drawn(window, 190_000)
  expect(viewers.clear).toBe(true)
})

test('a stuck window is left behind, and gets a fresh screen when it has drawn what it owes', async () => {
  const { viewers, viewer } = watched()
  const [stuck, lively] = [viewer(), viewer()]
  await viewers.add(stuck)
  await viewers.add(lively)
  vi.advanceTimersByTime(1)
  viewers.send(chunk(300_000))
  viewers.drawn(lively, 300_000)
  expect(viewers.crowded).toBe(true)
  vi.advanceTimersByTime(2000)
  expect([viewers.crowded, viewers.clear]).toEqual([false, true])
  viewers.send(chunk(1000))
  expect([stuck.got.bytes, lively.got.bytes]).toEqual([300_000, 301_000])
  viewers.drawn(stuck, 300_000)
  await vi.runAllTimersAsync()
  expect(stuck.got.screens).toBe(1)
  viewers.send(chunk(5))
  expect(stuck.got.bytes).toBe(300_005)
})

test('a window that draws nothing of what came with its first screen is left behind too', async () => {
  const { viewers, viewer } = watched()
  const first = viewers.add(viewer())
  viewers.send(chunk(300_000))
  await first
  vi.advanceTimersByTime(1)
  expect(viewers.crowded).toBe(true)
  vi.advanceTimersByTime(2000)
  expect([viewers.crowded, viewers.clear]).toEqual([false, true])
})

test('whole screens are not drawn without end, however often a window asks', async () => {
  let drawn = 0
  const viewers = new Viewers(
    () => Promise.resolve({ ...screen, cols: ++drawn }),
    () => undefined,
  )
  const { viewer } = watched()
  const asked = Promise.all(Array.from({ length: 1000 }, () => viewers.add(viewer())))
  await vi.advanceTimersByTimeAsync(1000)
  expect(drawn).toBeLessThan(30)
  await vi.advanceTimersByTimeAsync(1_000_000)
  await asked
  expect(drawn).toBe(1000)
})

test('a window that says it has drawn more than it got is owed nothing for it', async () => {
  const { viewers, viewer } = watched()
  const window = viewer()
  await viewers.add(window)
  vi.advanceTimersByTime(1)
  viewers.drawn(window, 16_000_000)
  viewers.send(chunk(300_000))
  expect(viewers.crowded).toBe(true)
})

test('a guest who never draws makes the shell wait for nothing, and is sent no more than fits', async () => {
  const { viewers, viewer } = watched()
  const [own, guest] = [viewer(), { ...viewer(), guest: true as const }]
  for (const window of [own, guest]) await viewers.add(window)
  vi.runAllTimers()
  for (let count = 0; count < 100; count++) {
    viewers.send(chunk(100_000))
    viewers.drawn(own, 100_000)
    expect([viewers.crowded, viewers.clear]).toEqual([false, true])
  }
  expect(own.got.bytes).toBe(10_000_000)
  expect(guest.got.bytes).toBeLessThan(400_000)
  // Once it has drawn, it sees the shell as it is then.
  viewers.drawn(guest, guest.got.bytes)
  await vi.runAllTimersAsync()
  expect(guest.got.screens).toBe(1)
})

test('a shell that only guests look at is nobody’s', async () => {
  const { viewers, viewer } = watched()
  const [own, guest] = [viewer(), { ...viewer(), guest: true as const }]
  for (const window of [own, guest]) await viewers.add(window)
  expect(viewers.owned).toBe(true)
  viewers.remove(own)
  expect(viewers.owned).toBe(false)
})
