import { expect, test } from 'vitest'
import { pageProblem, problemText } from '.'
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

test('a known code is told in the page’s words, with what it carries', () => {
  const problem = { code: 'node.off', message: 'rs1 is off', cure: 'Switch it on', params: { node: 'rs1' } }
  expect(problemText(problem, 'zh').message).toBe('rs1 已关机。')
})

test('what the page finds itself is worded once, from its code and what it carries', () => {
  const problem = pageProblem('shell.full', { node: 'rs1' })
  expect(problem).toMatchObject({ code: 'shell.full', message: expect.stringContaining('rs1') as string })
  expect(problemText(problem, 'en')).toEqual({ message: problem.message, cure: problem.cure })
  expect(problemText(problem, 'zh').message).toContain('rs1')
})

test('nobody is told a command for the engine that only its owner can run', () => {
  for (const language of ['en', 'zh'] as const) {
    const problem = {
      code: 'engine.gone',
      message: 'stopped',
      cure: 'npx lvs-lab engine start',
      params: { state: 'stopped' },
    }
    expect(problemText(problem, language).cure).not.toContain('npx')
  }
})

test('an unknown code is told in the server’s words', () => {
  expect(problemText({ code: 'new.kind', message: 'Something else', cure: 'Do this' }, 'zh')).toEqual({
    message: 'Something else',
    cure: 'Do this',
  })
})

test('a translation keeps the details that the server gave', () => {
  expect(problemText({ code: 'lab.broken', message: 'a/lab.yaml:3: unknown key' }, 'zh').detail).toBe(
    'a/lab.yaml:3: unknown key',
  )
})
