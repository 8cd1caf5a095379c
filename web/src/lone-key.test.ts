import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LoneKey } from './lone-key'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Types keys so many milliseconds apart; gives those that did something. */
function typed(keys: string, apartMs: number): string {
  const lone = new LoneKey()
  let done = ''
  for (const key of keys) {
    lone.press(key, 'npcfh'.includes(key) ? () => (done += key) : undefined)
    vi.advanceTimersByTime(apartMs)
  }
  vi.advanceTimersByTime(10_000)
  return done
}

test.each(['nginx -t', 'free -m', 'cat /etc/hosts', 'pn', 'sh'])('typing %s does nothing', (text) => {
  expect(typed(text, 150)).toBe('')
})

test('a key alone does what it does, and so does each of two with a pause between them', () => {
  expect(typed('n', 0)).toBe('n')
  expect(typed('np', 1000)).toBe('np')
})

test('the same key pressed again and again is done as often', () => {
  expect(typed('nnn', 100)).toBe('nnn')
})

test('a key right after Escape begins anew: it belongs to no text', () => {
  const lone = new LoneKey()
  let done = ''
  for (const key of 'fre?') lone.press(key, key === 'f' ? () => (done += key) : undefined)
  lone.end()
  lone.press('f', () => (done += 'f'))
  vi.advanceTimersByTime(10_000)
  expect(done).toBe('f')
})
