import { expect, test } from 'vitest'
import type { CheckView } from '@contract/view'
import { en } from '../i18n/en'
import { changes, checkAside } from './row-text'

const now = 1_000_000
const title = (id: string) => `the ${id} check`
const aside = (view: CheckView, above?: string) => checkAside(view, now, above, title, en)

test('a passed check shows what it measured, else its age', () => {
  expect(aside({ id: 'a', state: 'passed', found: 'took 4.4 s', at: now - 3000 })).toBe('took 4.4 s')
  expect(aside({ id: 'a', state: 'passed', found: '', at: now - 3000 })).toBe('3 s ago')
})

test('a waiting check says what it waits for', () => {
  expect(aside({ id: 'b', state: 'waiting', waitsFor: 'a' }, 'a')).toBe('waits for the one above')
  expect(aside({ id: 'c', state: 'waiting', waitsFor: 'a' }, 'b')).toBe('waits for “the a check”')
})

test('a check that was true says until when', () => {
  const until = new Date(2026, 0, 1, 14, 2).getTime()
  expect(aside({ id: 'a', state: 'failed', at: now, trueUntil: until })).toBe('was true until 14:02')
})

test('only turns are announced, never the first look or a repetition', () => {
  const view = (state: CheckView['state']): CheckView[] => [{ id: 'a', state }]
  expect(changes([], view('passed'), title, en)).toBe('')
  expect(changes(view('running'), view('passed'), title, en)).toBe('Passed: the a check')
  expect(changes(view('passed'), view('failed'), title, en)).toBe('Not right yet: the a check')
  expect(changes(view('passed'), view('passed'), title, en)).toBe('')
  expect(changes(view('pending'), view('running'), title, en)).toBe('')
})
