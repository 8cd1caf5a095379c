import { expect, test } from 'vitest'
import { latencyOf, ratesOf } from './traffic'

const bucket = (at: number, rs1: number, median: number, slowest: number) => ({
  at,
  by: rs1 ? { rs1 } : ({} as Record<string, number>),
  lost: 0,
  median,
  slowest,
})

test('rates and latency are those of the last two whole seconds; the half second that still fills does not count', () => {
  const buckets = [
    bucket(5000, 100, 90, 99),
    bucket(7500, 10, 2, 5),
    bucket(8000, 10, 4, 30),
    bucket(9000, 0, 0, 0),
    bucket(9500, 1, 70, 80),
  ]
  expect(ratesOf(buckets, 10_000)).toEqual({ rs1: 10 })
  expect(latencyOf(buckets, 10_000)).toEqual({ median: 4, slowest: 30 })
  expect(latencyOf([], 10_000)).toBeNull()
})
