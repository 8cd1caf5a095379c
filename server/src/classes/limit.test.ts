import { expect, test } from 'vitest'
import { limitOf } from './limit'

const minute = 60_000
const terms = { minutes: 120, idle: 30, ends: null, began: 0, added: 0, acted: null }

test.each([
  ['just begun', 0, {}, { at: 120 * minute, why: 'time' }],
  ['nobody has done anything for 19 minutes', 19 * minute, {}, { at: 120 * minute, why: 'time' }],
  ['nobody has done anything for 20 minutes', 20 * minute, {}, { at: 30 * minute, why: 'idle' }],
  ['nor for an hour: it should have ended', 60 * minute, {}, { at: 30 * minute, why: 'idle' }],
  ['the last thing was done after 20 minutes', 45 * minute, { acted: 20 * minute }, { at: 50 * minute, why: 'idle' }],
  ['busy to the end', 119 * minute, { acted: 119 * minute }, { at: 120 * minute, why: 'time' }],
  [
    'busy, half an hour added',
    140 * minute,
    { acted: 140 * minute, added: 30 * minute },
    { at: 150 * minute, why: 'time' },
  ],
  ['idle, half an hour added', 55 * minute, { added: 30 * minute }, { at: 60 * minute, why: 'idle' }],
  ['the class ends before', 80 * minute, { acted: 80 * minute, ends: 90 * minute }, { at: 90 * minute, why: 'class' }],
  [
    'the class ends long after',
    100 * minute,
    { acted: 100 * minute, ends: 900 * minute },
    { at: 120 * minute, why: 'time' },
  ],
] as const)('%s', (_what, now, change, limit) => expect(limitOf({ ...terms, ...change }, now)).toEqual(limit))
