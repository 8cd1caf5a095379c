import { expect, test } from 'vitest'
import { en } from './en'
import { ago, clockTime, lasting, remaining } from './time'
import { zh } from './zh'

test.each([
  [-500, '0 s ago'],
  [3999, '3 s ago'],
  [99_000, '99 s ago'],
  [100_000, '1 min ago'],
  [99 * 60_000, '99 min ago'],
  [100 * 60_000, '1 h ago'],
])('%i ms are %s', (ms, words) => {
  expect(ago(ms, en)).toBe(words)
})

test('the same in Chinese', () => {
  expect(ago(3000, zh)).toBe('3 秒前')
  expect(lasting(120_000, zh)).toBe('2 分钟')
})

test('a time of day has two digits each', () => {
  expect(clockTime(new Date(2026, 0, 2, 9, 5).getTime())).toBe('09:05')
})

test.each([
  [-1, '0:00 min'],
  [9400, '0:10 min'],
  [119_000, '1:59 min'],
  [120_000, '2 min'],
  [59 * 60_000, '59 min'],
  [112 * 60_000, '1 h 52 min'],
])('%i ms to go are %s', (ms, words) => {
  expect(remaining(ms, en)).toBe(words)
})
