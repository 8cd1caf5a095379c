import { expect, test } from 'vitest'
import type { BlockView, Segment } from '@contract/view'
import { nextBlock } from './step'

const run = (id: string): Segment => ({ type: 'run', id, nodes: ['client'], code: 'true', fails: false })
const inside = (kind: 'predict' | 'solution', ...segments: Segment[]): Segment => ({ type: 'callout', kind, segments })
const played = (states: Record<string, BlockView['state']>) =>
  new Map(
    Object.entries(states).map(([block, state]) => [
      `one/${block}`,
      { lab: 'lab', step: 'one', block, node: 'client', state },
    ]),
  )

test('the next block is the first that has not been run', () => {
  const segments = [run('b1'), run('b2'), run('b3')]
  expect(nextBlock('one', segments, played({}))?.id).toBe('b1')
  expect(nextBlock('one', segments, played({ b1: 'ran', b2: 'written' }))?.id).toBe('b3')
  expect(nextBlock('one', segments, played({ b1: 'ran', b2: 'ran', b3: 'ran' }))).toBeNull()
})

test('a block that failed, or runs, is not behind the learner yet', () => {
  expect(nextBlock('one', [run('b1'), run('b2')], played({ b1: 'failed' }))?.id).toBe('b1')
  expect(nextBlock('one', [run('b1'), run('b2')], played({ b1: 'running' }))?.id).toBe('b1')
})

test('blocks of another step do not count', () => {
  expect(nextBlock('two', [run('b1')], played({ b1: 'ran' }))?.id).toBe('b1')
})

test('an answer’s blocks count, a solution’s do not', () => {
  const segments = [inside('solution', run('b1')), inside('predict', run('b2'))]
  expect(nextBlock('one', segments, played({}))?.id).toBe('b2')
  expect(nextBlock('one', segments, played({ b2: 'ran' }))).toBeNull()
})
