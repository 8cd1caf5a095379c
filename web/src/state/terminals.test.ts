import { expect, test } from 'vitest'
import { tabsFor } from './terminals'

test('every node has a tab, followed by those opened beside it in order', () => {
  expect(tabsFor(['director1', 'client'], ['client/3', 'director1/1', 'client/2', 'client/10', 'client/2'])).toEqual([
    'director1/1',
    'client/1',
    'client/2',
    'client/3',
    'client/10',
  ])
})

test('terminals of nodes that the lab lacks are left out', () => {
  expect(tabsFor(['client'], ['gone/2'])).toEqual(['client/1'])
})
