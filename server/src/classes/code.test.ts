import { expect, test } from 'vitest'
import { makeCode, readCode } from './code'

test('codes are 40 bits, and no two letters look alike', () => {
  const codes = Array.from({ length: 2000 }, makeCode)
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(new Set(codes).size).toBe(2000)
  expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32)
})

test.each(['K7QF-2M10', 'k7qf2m10', ' K7QF 2M1O ', 'k7qf-2mIo', 'K7QF–2ML0', 'K7QF/2M10\n'])(
  '%j is read as it was meant',
  (typed) => {
    expect(readCode(typed)).toBe('K7QF-2M10')
  },
)
