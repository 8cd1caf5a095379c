import { expect, test } from 'vitest'
import { labSchema } from '@contract/lesson'
import { changedLines, markChanges } from './changes'
import type { BlockSegment } from '@contract/view'

test.each([
  ['abc', 'abc', []],
  ['abc', 'axc', [1]],
  ['abc', 'ab', []],
  ['abc', 'abcd', [3]],
  ['', 'ab', [0, 1]],
  ['abcabba', 'cbabac', [2, 5]],
  ['ab', 'ba', [1]],
])('from %s to %s', (before, after, lines) => {
  expect(changedLines([...before], [...after])).toEqual(lines)
})

const both = { en: 'x', zh: '某' }
const spec = labSchema.parse({
  title: both,
  tagline: both,
  summary: both,
  track: 'lvs',
  order: 1,
  level: 'beginner',
  network: { cidr: '10.0.0.0/24' },
  nodes: {
    d1: { role: 'director', address: '10.0.0.11', files: { '/etc/a': 'one\ntwo\n' } },
    d2: { role: 'director', address: '10.0.0.12' },
  },
  steps: [{ id: 'x', minutes: 1 }],
})
const file = (nodes: string[], content: string): BlockSegment => ({
  type: 'file',
  id: 'b',
  nodes,
  path: '/etc/a',
  content,
  language: 'conf',
  executable: false,
})
const changes = (steps: BlockSegment[][]) => {
  markChanges(spec, steps)
  return steps.map((blocks) => blocks.map((block) => (block.type === 'file' ? block.changed : undefined)))
}

test('a file is compared with what the nearest earlier step left, or the lab brought', () => {
  expect(changes([[file(['d1'], 'one\n2\n')], [], [file(['d1'], '1\n2\n')]])).toEqual([
    [{ lines: [1], sinceStep: 0 }],
    [],
    [{ lines: [0], sinceStep: 1 }],
  ])
})

test('each node has its own files, and the first node is the one compared', () => {
  expect(changes([[file(['d2'], 'x\n')], [file(['d1', 'd2'], 'one\ntwo\n')], [file(['d2'], 'one\nthree\n')]])).toEqual([
    [undefined],
    [{ lines: [], sinceStep: 0 }],
    [{ lines: [1], sinceStep: 2 }],
  ])
})

test('two versions in one step are both compared with the step before', () => {
  expect(changes([[file(['d1'], 'one\nX\n'), file(['d1'], 'one\ntwo\nY\n')], [file(['d1'], 'one\ntwo\nY\n')]])).toEqual(
    [
      [
        { lines: [1], sinceStep: 0 },
        { lines: [2], sinceStep: 0 },
      ],
      [{ lines: [], sinceStep: 1 }],
    ],
  )
})
