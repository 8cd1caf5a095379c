import { expect, test } from 'vitest'
import { median, percentile, withThoseWaiting } from './statistics'

test('the median is the middle value, or the mean of the middle two, whatever their order', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([7])).toBe(7)
})

test('a percentile is a value that was measured, by nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index)
  expect(percentile(values, 0.99)).toBe(198)
  expect(percentile(values, 0.5)).toBe(100)
  expect(percentile([3], 0.99)).toBe(3)
})

test('keys that would have been typed during a standstill have waited for its rest', () => {
  expect(withThoseWaiting([5, 100, 20], 25)).toEqual([5, 100, 75, 50, 25, 20])
  expect(withThoseWaiting([], 25)).toEqual([])
})
