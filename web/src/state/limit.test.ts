import { expect, test } from 'vitest'
import { nearness } from './limit'

test.each([
  [11 * 60_000, 'far'],
  [10 * 60_000, 'soon'],
  [121_000, 'soon'],
  [120_000, 'nearly'],
  [-5, 'nearly'],
])('%i ms before the end', (left, near) => {
  expect(nearness(left)).toBe(near)
})
