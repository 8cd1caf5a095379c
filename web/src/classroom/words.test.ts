import { expect, test } from 'vitest'
import type { ActivityEvent, LearnerRow } from '@contract/classroom'
import { en } from '../i18n/en'
import { zh } from '../i18n/zh'
import { happeningWords } from './happenings'
import { nowWords } from './now-words'
import { spentWords } from './time'

const row: LearnerRow = {
  id: '00000001',
  name: 'Li Na',
  joined: 0,
  removed: false,
  awaySince: null,
  lab: 'lvs-dr',
  phase: 'running',
  ends: null,
  labs: {},
  checks: { passed: 1, of: 4, failing: null },
  help: null,
  acted: null,
  company: [],
}
const now = 9 * 60_000
const says = (change: Partial<LearnerRow>, is: Parameters<typeof nowWords>[0]['is'] = 'working') =>
  nowWords({ row: { ...row, ...change }, is, since: 0 }, 'lvs-dr', 'DRBD', now, en)

test('what a learner does now', () => {
  expect(says({})).toBe('1 of 4 checks')
  expect(says({}, 'stuck')).toBe('stuck 9 min')
  expect(says({ phase: 'queued', place: 3 })).toBe('queue, place 3')
  expect(says({ lab: 'drbd' })).toBe('in DRBD')
  expect(says({ lab: null, checks: null })).toBe('not begun')
})

test('time is told in minutes until hours say enough', () => {
  expect(spentWords(99 * 60_000, en)).toBe('99 min')
  expect(spentWords(125 * 60_000, zh)).toBe('2 小时')
})

test('what happened, with the name of whoever did it; what has no words keeps its own', () => {
  const happening: ActivityEvent = { id: '1', at: 0, person: row.id, by: null, kind: 'help', detail: { text: 'Why?' } }
  expect(happeningWords(happening, [], en)).toBe('Asked for help: Why?')
  const all = { ...happening, by: 'Ada', kind: 'class.all', detail: { what: 'extend' } }
  expect(happeningWords(all, [], en)).toBe('Ada: Extended all labs')
  expect(happeningWords(all, [], zh)).toBe('Ada：延长了全部实验')
  expect(happeningWords({ ...happening, kind: 'fault', detail: { node: 'rs2', act: 'cable out' } }, [], en)).toBe(
    'rs2: The network cable comes out',
  )
  expect(happeningWords({ ...happening, kind: 'new.kind', detail: {} }, [], en)).toBe('new.kind')
})
