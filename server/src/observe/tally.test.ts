import { expect, test } from 'vitest'
import { Tally } from './tally'

const start = 1_700_000_000_000
const ok = (ms: number, who: string, took = 1) => `${start + ms} ${took * 1000} ok ${who}\n`
const lost = (ms: number, why: string, took = 500) => `${start + ms} ${took * 1000} lost ${why}\n`
const tally = () => new Tally(20, (said) => said.split(' ')[0] ?? said)

test('answers are counted by who gave them, in buckets of half a second by when they were asked for', () => {
  const it = tally()
  it.add(ok(0, 'rs1 here', 3) + ok(50, 'rs2', 9) + lost(100, 'timeout'))
  it.add(ok(500, 'rs1').slice(0, 9))
  it.add(ok(500, 'rs1').slice(9))
  expect(it.by).toEqual({ rs1: 2, rs2: 1 })
  expect(it.lost).toBe(1)
  expect(it.since(0)).toEqual([
    { at: start, by: { rs1: 1, rs2: 1 }, lost: 1, median: 9, slowest: 9 },
    { at: start + 500, by: { rs1: 1 }, lost: 0, median: 1, slowest: 1 },
  ])
})

test('an outage lasts from the last answer to the next, with what was lost in between, also when that is told later', () => {
  const it = tally()
  it.add(ok(0, 'rs1') + ok(50, 'rs1'))
  it.add(lost(100, 'timeout') + lost(150, 'timeout'))
  expect(it.outages(start + 900)).toEqual([{ from: start + 51, to: null, lost: 2, reason: 'timeout' }])
  it.add(ok(3000, 'rs1') + lost(2900, 'timeout'))
  expect(it.outages(start + 4000)).toEqual([{ from: start + 51, to: start + 3001, lost: 3, reason: 'timeout' }])
})

test('every second request lost is no outage, and neither is silence in which nothing was asked', () => {
  const it = tally()
  for (let ms = 0; ms < 1000; ms += 100) it.add(ok(ms, 'rs1') + lost(ms + 50, 'refused', 1))
  it.add(ok(1000, 'rs1') + ok(9000, 'rs1'))
  expect(it.outages(start + 9100)).toEqual([])
  expect(it.lost).toBe(10)
})

test('lines that are no visits are nothing', () => {
  const it = tally()
  it.add('lab-load: something\n\n')
  expect([it.by, it.lost]).toEqual([{}, 0])
})
