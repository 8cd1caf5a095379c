import { expect, test } from 'vitest'
import { Told, problemsIn } from './told'

test('a problem is found in an event, in a session and in one of its nodes; what else is there is none', () => {
  const problem = { code: 'node.hostile', message: 'It does not answer as it should' }
  expect(problemsIn(problem)).toEqual(['node.hostile'])
  expect(problemsIn({ session: { problem } })).toEqual(['node.hostile'])
  expect(problemsIn({ session: { nodes: [{ name: 'box', problem }] } })).toEqual(['node.hostile'])
  expect(problemsIn({ lab: 'light', shell: 'box/1', data: Buffer.from('x') })).toEqual([])
})

test('why a load ended and why a check could not run are told as they are', () => {
  expect(problemsIn({ problem: 'status 1', outages: [{ reason: 'refused' }] })).toEqual(['status 1'])
  expect(problemsIn({ checks: [{ state: 'error', reason: 'too slow' }, { state: 'failed' }] })).toEqual(['too slow'])
})

test('the same is kept once, and of any number only the first', () => {
  const told = new Told()
  for (let at = 0; at < 1000; at++) told.hear({ problem: `words ${at % 40}` })
  expect(told.words.size).toBe(20)
})
