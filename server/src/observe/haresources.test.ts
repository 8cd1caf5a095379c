import { expect, test } from 'vitest'
import { heartbeatState } from './haresources'

const haresources = `# who by right
db1 10.0.0.100 \\
  mariadb
db2 10.0.0.101
`
const [first, second] = ['10.0.0.100 mariadb', '10.0.0.101']

test.each([
  ['db1', 'local', [first]],
  ['db2', 'local', [second]],
  ['db2', 'foreign', [first]],
  ['db2', 'all', [first, second]],
  ['db1', 'none', []],
  ['db1', 'transition', []],
] as const)('%s that says %s owns %s', (node, says, groups) => {
  expect(heartbeatState(node, says, haresources)).toEqual({ says, groups })
})

test('who is given nothing and says local owns nothing', () => {
  expect(heartbeatState('db2', 'local', 'db1 10.0.0.100 mariadb\n').groups).toEqual([])
})
