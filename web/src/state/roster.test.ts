import { expect, test } from 'vitest'
import type { LearnerRow } from '@contract/classroom'
import { held, seatsOf, sorted } from './roster'

const minute = 60_000
const at = 100 * minute
const failing = { number: 1, title: { en: 'a', zh: 'a' }, hintOpened: false, tries: 1 }

const learner = (name: string, row: Partial<LearnerRow> & { done?: string[]; minutes?: number } = {}): LearnerRow => {
  const { done = [], minutes = 1, ...rest } = row
  return {
    id: name,
    name,
    joined: 0,
    removed: false,
    awaySince: null,
    lab: 'lab',
    phase: 'running',
    ends: null,
    labs: { lab: { done, step: 'b', since: at - minutes * minute, passedAt: null } },
    checks: { passed: 0, of: 2, failing: null },
    help: null,
    acted: at,
    company: [],
    ...rest,
  }
}

const learners = [
  learner('Out', { removed: true, help: { at, text: '' } }),
  learner('Done', { done: ['a', 'b'] }),
  learner('Young', { minutes: 2 }),
  learner('Old', { minutes: 4, done: ['a'] }),
  learner('Away', { awaySince: at - 2 * minute }),
  learner('Stuck', { minutes: 9 }),
  learner('Fails', { checks: { passed: 0, of: 2, failing } }),
  learner('Asks', { help: { at: at - minute, text: 'why?' } }),
]
const names = (by: Parameters<typeof sorted>[1]) =>
  sorted(seatsOf(learners, 'lab', 2, at), by, 'lab').map(({ row }) => row.name)

test('who needs the instructor first, and among those who work, who has worked longest; who was put out is last', () => {
  expect(names('need')).toEqual(['Asks', 'Stuck', 'Fails', 'Old', 'Young', 'Done', 'Away', 'Out'])
})

test('other orders', () => {
  expect(names('name')).toEqual(['Asks', 'Away', 'Done', 'Fails', 'Old', 'Stuck', 'Young', 'Out'])
  expect(names('progress').slice(0, 2)).toEqual(['Done', 'Old'])
})

test('under the pointer nothing moves; who arrives comes behind', () => {
  expect(held(['b', 'a'], ['a', 'new', 'b'])).toEqual(['b', 'a', 'new'])
})
