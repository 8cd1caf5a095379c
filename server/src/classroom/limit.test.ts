import { expect, test } from 'vitest'
import { limitOf } from './limit'

const minute = 60_000
const terms = { minutes: 120, idle: 30, ends: null, began: 0, added: 0, acted: null }

test.each([
  ['nobody ever did anything', {}, { at: 30 * minute, why: 'idle' }],
  ['the last thing was done after 20 minutes', { acted: 20 * minute }, { at: 50 * minute, why: 'idle' }],
  ['busy to the end', { acted: 119 * minute }, { at: 120 * minute, why: 'time' }],
  ['busy, half an hour added', { acted: 140 * minute, added: 30 * minute }, { at: 150 * minute, why: 'time' }],
  ['idle, half an hour added', { added: 30 * minute }, { at: 60 * minute, why: 'idle' }],
  ['the class ends before', { acted: 80 * minute, ends: 90 * minute }, { at: 90 * minute, why: 'class' }],
  ['the class ends long after', { acted: 100 * minute, ends: 900 * minute }, { at: 120 * minute, why: 'time' }],
])('%s', (_what, change, limit) => expect(limitOf({ ...terms, ...change })).toEqual(limit))
