import { expect, test } from 'vitest'
import { excerptOf } from './excerpt'

test('a short file is shown whole', () => {
  expect(excerptOf(10, [3])).toEqual([0, 10])
})

test('a long one from just above its first change', () => {
  expect(excerptOf(34, [18, 19])).toEqual([17, 25])
  expect(excerptOf(34, [0])).toEqual([0, 8])
  expect(excerptOf(34, [33])).toEqual([26, 34])
})

test('a new long one from its top', () => {
  expect(excerptOf(34, [])).toEqual([0, 8])
})
