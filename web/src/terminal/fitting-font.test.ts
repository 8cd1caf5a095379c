import { expect, test } from 'vitest'
import { fittingFont } from './fitting-font'

const room = { width: 700, height: 400 }

test.each([
  ['what fits has the usual letters', 12, { width: 600, height: 300 }, 12],
  ['what is too wide has smaller ones', 12, { width: 840, height: 300 }, 10],
  ['what is a little too high too', 12, { width: 600, height: 420 }, 11],
  ['what is much too high is scrolled', 12, { width: 600, height: 900 }, 11],
  ['never smaller than can be read', 12, { width: 4000, height: 300 }, 9],
  ['and they grow again with the room', 8, { width: 400, height: 200 }, 12],
  ['nothing is concluded from a screen that is not drawn', 10, { width: 0, height: 0 }, 10],
])('%s', (_what, now, screen, size) => {
  expect(fittingFont(12, now, screen, room)).toBe(size)
})
