import { expect, test } from 'vitest'
import { aheadBy } from './clock'

test.each([
  ['the same time', 100_000, 100_200, 100_000, 0],
  ['a second that is cut off', 100_900, 101_000, 100_000, 0],
  ['an hour ahead', 100_000, 101_000, 3_700_000, 3_600_000],
  ['five minutes behind', 400_000, 401_000, 100_000, -300_000],
  ['no time at all', 100_000, 100_200, NaN, 0],
])('%s', (_what, asked, answered, told, ahead) => {
  expect(aheadBy(asked, answered, told)).toBe(ahead)
})
