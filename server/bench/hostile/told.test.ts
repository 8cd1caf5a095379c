import { expect, test } from 'vitest'
import { Told, problemsIn } from './told'

test('a problem is found in an event, in a session and in one of its nodes; what else is there is none', () => {
  const problem = { code: 'node.hostile', message: 'It does not answer as it should' }
  expect(problemsIn(problem)).toEqual(['node.hostile'])
  expect(problemsIn({ session: { problem } })).toEqual(['node.hostile'])
  expect(problemsIn({ session: { nodes: [{ name: 'box', problem }] } })).toEqual(['node.hostile'])
  expect(problemsIn({ lab: 'light', shell: 'box/1', data: Buffer.from('x') })).toEqual([])
})

test('so is why a load ended and why a check could not run', () => {
  const problem = { code: 'check.late', message: 'The check took longer than 10 s' }
  expect(problemsIn({ problem, outages: [{ reason: 'refused' }] })).toEqual(['check.late'])
  expect(problemsIn({ checks: [{ state: 'error', problem }, { state: 'failed' }] })).toEqual(['check.late'])
})

test('the same is kept once, and of any number only the first', () => {
  const told = new Told()
  for (let at = 0; at < 1000; at++) told.hear({ code: `code ${at % 40}`, message: '' })
  expect(told.words.size).toBe(20)
})
