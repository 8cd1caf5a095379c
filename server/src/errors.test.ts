import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { problemIn, problemOf, statusOf, topics } from '@contract/problems/catalogue'
import { problem } from '@contract/problems/row'
import { home } from './config'
import { LabError, toProblem } from './errors'

const rows = topics.flatMap((topic) => Object.entries(topic))

/** The program: server and page, without tests and without the catalogue itself. */
const sources = ['server/src', 'web/src'].flatMap((side) =>
  readdirSync(join(home, side), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.') && !path.startsWith('contract/problems/'))
    .map((path) => readFileSync(join(home, side, path), 'utf8')),
)

test('a LabError says in English what happened and what to do, and keeps its parameters', () => {
  const cause = new Error('EACCES')
  const error = new LabError('node.busy', { node: 'rs1', most: 64 }, { cause })
  expect(error).toMatchObject({ message: 'rs1 has 64 things to do at once already', cure: 'Wait a moment', cause })
  const { code, message, cure, params } = error
  expect(toProblem(error)).toEqual({ code, message, cure, params: { node: 'rs1', most: 64 } })
  expect(params).toEqual({ node: 'rs1', most: 64 })
})

test('what is no LabError is a defect of ours, and says so', () => {
  expect(toProblem(new TypeError('x is undefined'))).toMatchObject({
    code: 'internal',
    message: expect.stringContaining('x is undefined') as string,
    cure: expect.stringContaining('report') as string,
  })
  expect([statusOf('internal'), statusOf('access.many'), statusOf('node.off')]).toEqual([500, 429, 500])
})

test('what a parameter holds is not taken for a template', () => {
  const told = problemOf('node.write', { node: '{path}', path: '/{node}', reason: '$& {reason}' })
  expect(told.message).toBe('/{node} cannot be written on {path}: $& {reason}')
})

test('what is not in the catalogue is told in its own words, whatever it is called', () => {
  const problem = { code: '__proto__', message: 'Something else', cure: 'Do this' }
  expect(problemIn('zh', problem)).toEqual({ message: 'Something else', cure: 'Do this' })
  expect(statusOf('constructor')).toBe(500)
})

test('no code is in two topics, and each is used', () => {
  const codes = rows.map(([code]) => code)
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([])
  expect(codes.filter((code) => !sources.some((source) => source.includes(`'${code}'`)))).toEqual([])
})

test('Chinese is Chinese, and English has no full stop: a cure may be nothing but a command', () => {
  const bare = (text = '') => text.replace(/\{\w+\}/g, '')
  const command = /^(npx|npm|sudo) |^$/
  for (const [code, { en, zh }] of rows) {
    expect(zh[0], code).toMatch(/\p{Script=Han}/u)
    if (!command.test(bare(zh[1]))) expect(zh[1], code).toMatch(/\p{Script=Han}/u)
    for (const text of en) expect(text, code).not.toMatch(/\.$|\p{Script=Han}/u)
  }
})

test('parameters and translations that do not fit do not compile', () => {
  // @ts-expect-error a parameter is missing
  new LabError('lab.unknown', { lab: 'x' })
  // @ts-expect-error one too many
  new LabError('node.off', { node: 'rs1', lab: 'x' })
  // @ts-expect-error it has parameters
  new LabError('node.off')
  // @ts-expect-error it has none
  new LabError('solve.busy', { node: 'rs1' })
  // @ts-expect-error no such problem
  expect(() => new LabError('node.none')).toThrow()
  // @ts-expect-error no Chinese
  problem({ en: ['{node} is off', 'Switch it on'] })
  // @ts-expect-error no Chinese cure
  problem({ en: ['{node} is off', 'Switch it on'], zh: ['{node} 已关机。'] })
  // @ts-expect-error Chinese with another parameter
  problem({ en: ['{node} is off', 'Switch it on'], zh: ['{name} 已关机。', '请开机。'] })
  // @ts-expect-error Chinese with one more
  problem({ en: ['It is off'], zh: ['{node} 已关机。'] })
})
