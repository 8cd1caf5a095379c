import { expect, test } from 'vitest'
import { problemOf } from '@contract/problems/catalogue'
import { problemText } from '.'
import { en } from './en'
import { zh } from './zh'

test('Chinese is Chinese: what reads the same in both languages is a name', () => {
  const names = ['LVS', 'keepalived', 'nginx', 'kill -9']
  const same = (left: object, right: object, path = ''): string[] =>
    Object.entries(left).flatMap(([key, value]) => {
      const other = (right as Record<string, unknown>)[key]
      if (typeof value === 'object' && value !== null) return same(value as object, other as object, `${path}${key}.`)
      const word = typeof value === 'string' && /\p{L}/u.test(value)
      return word && value === other && !names.includes(value) ? [`${path}${key}`] : []
    })
  expect(same(en, zh)).toEqual([])
})

test('a problem is told in the page’s language, with what it carries', () => {
  const problem = problemOf('node.off', { node: 'rs1' })
  expect(problemText(problem, 'zh')).toEqual({ message: 'rs1 已关机。', cure: '在拓扑图或它的终端里开机。' })
  expect(problemText(problem, 'en')).toEqual({ message: 'rs1 is off.', cure: problem.cure })
  const taken = problemOf('class.code', { code: 'AB12-CD34' })
  expect(problemText(taken, 'zh')).toEqual({ message: '课堂码 AB12-CD34 已被使用。', cure: '请换一个。' })
})

test('Chinese keeps the details that came from outside', () => {
  const broken = { lab: 'lvs-dr', place: 'lvs-dr/lab.yaml:3', error: 'Unknown key', cure: 'Delete it' }
  const { message, cure } = problemText(problemOf('lab.broken', broken), 'zh')
  expect(message).toContain('课文有误：lvs-dr/lab.yaml:3：Unknown key')
  expect(cure).toBe('Delete it')
})

test('nobody is told a command for the engine that only its owner can run', () => {
  for (const language of ['en', 'zh'] as const)
    for (const code of ['engine.gone', 'engine.stopped'] as const)
      expect(problemText(problemOf(code), language).cure).not.toContain('npx')
})

test('an unknown code is told in the server’s words', () => {
  expect(problemText({ code: 'new.kind', message: 'Something else', cure: 'Do this' }, 'zh')).toEqual({
    message: 'Something else',
    cure: 'Do this',
  })
})
