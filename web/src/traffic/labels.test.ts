import { expect, test } from 'vitest'
import { placeLabels, widthOf } from './labels'

const label = (id: string, at: number, width = 10, from = at) => ({ id, at, from, width })

test('a word stands right of its line, left of it at the edge or beside another, and gives way where neither is free', () => {
  const placed = placeLabels([
    label('outage', 40, 20, 35),
    label('edge', 95),
    label('before', 32),
    label('no room', 41),
    label('start', 4, 10),
  ])
  expect([...placed]).toEqual([
    ['outage', 'right'],
    ['edge', 'left'],
    ['before', 'left'],
    ['start', 'right'],
  ])
})

test('a band that leaves no room beside it is written on, a line is not', () => {
  const placed = placeLabels([label('outage', 98, 20, 2), label('line', 10, 10)])
  expect([...placed]).toEqual([['outage', 'inside']])
})

test('a word takes more of a narrow chart, and Chinese takes twice as much', () => {
  expect([widthOf('VIP', 300), widthOf('VIP', 600), widthOf('中断', 600)]).toEqual([10, 5, 6])
})
