import { expect, test } from 'vitest'
import { didYouMean, nearest } from './nearest'

test.each([
  ['adress', ['memory', 'address', 'role'], 'address'],
  ['aftre', ['id', 'after', 'already'], 'after'],
  ['Node', ['mode', 'node'], 'node'],
  ['10.0.0.101', ['10.0.0.11', '10.0.0.100'], '10.0.0.100'],
  ['quite-different', ['node', 'mode'], undefined],
  ['x', [], undefined],
])('%s among %j is %s', (word, known, meant) => {
  expect(nearest(word, known)).toBe(meant)
})

test('the cure names the word meant, or all there are', () => {
  expect(didYouMean('rs3', ['client', 'rs1'])).toBe("Did you mean 'rs1'?")
  expect(didYouMean('director', ['client', 'rs1'])).toBe('Use one of: client, rs1')
  expect(didYouMean('x', [])).toBe('Leave it out')
})
