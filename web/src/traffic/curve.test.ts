import { expect, test } from 'vitest'
import { curve, heightOf } from './curve'

test('each step of the scale is ten times the one below; what is beyond stays at its edge', () => {
  expect([0, 0.1, 1, 10, 100, 1000, 5000].map(heightOf)).toEqual([0, 0, 0.25, 0.5, 0.75, 1, 1])
})

test('the line goes through the middle of bars and is broken where nothing was answered', () => {
  const bucket = (at: number, median: number, by = { rs1: 1 }) => ({ at, median, slowest: median, by, lost: 0 })
  const silent = { ...bucket(1000, 0), by: {}, lost: 5 }
  const line = curve(
    [bucket(0, 1), bucket(500, 10), silent, bucket(1500, 100)],
    ({ median }) => median,
    (at) => at / 500,
    100,
  )
  expect(line).toBe('M0.50 75.0L0.50 75.0L1.50 50.0M3.50 25.0L3.50 25.0')
})
