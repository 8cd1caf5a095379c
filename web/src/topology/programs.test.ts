import { expect, test } from 'vitest'
import { programsOf } from './programs'

const program = (name: string, frozen = false) => ({ name, count: 2, frozen })

test('what runs is named, what was enabled and does not run too, and nothing else', () => {
  const running = [program('nginx', true), program('mariadbd'), program('bash')]
  expect(programsOf(running, ['nginx', 'keepalived'])).toEqual([
    { name: 'keepalived', state: 'stopped' },
    { name: 'nginx', state: 'frozen' },
    { name: 'mariadb', state: 'runs' },
  ])
  expect(programsOf([], [])).toEqual([])
})
