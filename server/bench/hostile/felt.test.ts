import { expect, test } from 'vitest'
import { sum, together, unnoticed } from './felt'

const quick = { echoes: Array<number>(400).fill(3), raws: Array<number>(400).fill(2), healths: [4, 9, 5] }

test('quick echoes are not noticed', () => {
  expect(sum(quick)).toEqual({ p50: 3, p99: 3, rawP99: 2, health: 9 })
  expect(unnoticed(quick)).toBe(true)
})

test('one standstill among many quick echoes is noticed, and so is one of /health alone', () => {
  const still = { echoes: [4000], raws: [2], healths: [5] }
  expect(sum(together(quick, still)).p99).toBeGreaterThan(3000)
  expect(unnoticed(together(quick, still))).toBe(false)
  expect(unnoticed({ ...quick, healths: [4, 4000] })).toBe(false)
})

test('who felt nothing at all did not feel that all was well', () => {
  expect(unnoticed({ echoes: [], raws: [], healths: [] })).toBe(false)
})
