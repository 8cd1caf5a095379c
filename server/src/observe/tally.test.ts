import { expect, test, vi } from 'vitest'
import { Tally } from './tally'

const start = 1_700_000_000_000
const ok = (ms: number, who: string, took = 1) => `${start + ms} ${took * 1000} ok ${who}\n`
const lost = (ms: number, why: string, took = 500) => `${start + ms} ${took * 1000} lost ${why}\n`
const tally = (now = start) =>
  new Tally(
    20,
    (said) => said.split(' ')[0] ?? said,
    () => now,
  )

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

test('whatever a load source prints, so much is kept, and no more', () => {
  const it = tally()
  for (let index = 0; index < 20_000; index++)
    it.add(
      ok((index % 2000) * 500 - 500_000, `name${index}${'x'.repeat(100)} `, index % 50) +
        lost(index % 900, `why${index}`),
    )
  expect(Object.keys(it.by).length).toBeLessThanOrEqual(17)
  expect(it.by['…']).toBeGreaterThan(19_000)
  expect(it.since(0).length).toBeLessThanOrEqual(1000)
  expect(it.outages(start + 1000).length).toBeLessThanOrEqual(40)
  expect(JSON.stringify([it.by, it.since(0), it.outages(start + 1000)]).length).toBeLessThan(1_000_000)
  expect(it.lost).toBe(20_000)
})

test('an answer costs the same, however many there were before in its half second', () => {
  const sorts = vi.spyOn(Array.prototype, 'sort')
  const it = tally()
  for (let index = 0; index < 1000; index++) it.add(ok(index % 500, 'rs1', index % 97))
  expect(sorts).not.toHaveBeenCalled()
  sorts.mockRestore()
  expect(it.since(0)).toMatchObject([{ by: { rs1: 1000 }, slowest: 96 }])
})

test('a line without end is not kept, and the next one counts', () => {
  const it = tally()
  for (let part = 0; part < 1000; part++) it.add('1'.repeat(10_000))
  expect(it['rest'].length).toBeLessThan(1000)
  it.add(` 5 ok rs1\n${ok(0, 'rs2')}`)
  expect(it.by).toEqual({ rs2: 1 })
})

test.each(['-5', 'NaN', '1e300', '9'.repeat(300), '0', String(start + 3_600_000), String(start - 3_600_000)])(
  'what was sent at %s never was',
  (sent) => {
    const it = tally()
    it.add(`${sent} 1000 ok rs1\n${sent} 1000 lost timeout\n${start} ${sent}0000000 ok rs1\n`)
    expect(it.by).toEqual(sent === '0' ? { rs1: 1 } : {})
    expect(it.lost).toBe(0)
  },
)

test('names are names: no control characters, and none that an object has already', () => {
  const it = tally()
  for (const name of ['__proto__', 'constructor', 'toString', '\x1b[31mred\u202e', '\u200f\0']) it.add(ok(0, name))
  expect(it.by).toEqual({ '…': 3, '[31mred': 1, '-': 1 })
  expect(it.since(0)[0]?.by).toEqual({ '…': 3, '[31mred': 1, '-': 1 })
})
