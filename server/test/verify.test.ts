import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { convert } from 'xmlbuilder2'
import type { Point } from '../src/check/point'
import { firstStart, leftovers, openTestEngine } from './support/engine'
import { labsFolder } from './support/labs-folder'
import type { Ended } from './support/process'
import { Installation } from './support/process'

// The last block of the tiny lab, which keeps the answer.
const keeping = (comment: string) =>
  `\`\`\`bash run node=client\n# ${comment}\ncurl -s -m 2 http://10.0.0.21/ | tee /root/answer.txt\n\`\`\`\n`

/** The tiny lab, and four ways of a lesson to be wrong that only playing it finds. */
const labs = labsFolder({
  good: { of: 'tiny', edits: [] },
  'always-green': {
    of: 'tiny',
    edits: [
      ['01-first-request/checks.yaml', 'grep -q Hello /root/answer.txt', 'true'],
      ['01-first-request/checks.yaml', 'exit 1; }\n    tail', 'true; }\n    tail'],
    ],
  },
  'lost-block': {
    of: 'tiny',
    edits: [
      ['01-first-request/en.md', keeping('The page goes to the screen and into a file.'), ''],
      ['01-first-request/zh.md', keeping('结果既显示在屏幕上，也写入文件。'), ''],
    ],
  },
  'unseen-mistake': {
    of: 'tiny',
    edits: [
      [
        '01-first-request/mistakes.yaml',
        "echo 'This page has not been changed yet.' > /root/answer.txt",
        'touch /root/answer.txt',
      ],
    ],
  },
  'picky-check': {
    of: 'tiny',
    edits: [['01-first-request/checks.yaml', 'grep -q Hello /root', "grep -q 'Hello from the real' /root"]],
  },
})

let installation: Installation
let ended: Ended
let points: Point[]
const file = (name: string) => join(installation.state, name)

beforeAll(async () => {
  installation = new Installation(await openTestEngine(), labs)
  // All at once: what takes long is waiting for what never becomes true.
  ended = await installation.command([
    'verify',
    '--jobs',
    '4',
    '--json',
    file('points.json'),
    '--junit',
    file('junit.xml'),
  ])
  if (ended.status === 2) throw new Error(ended.stderr)
  points = JSON.parse(readFileSync(file('points.json'), 'utf8')) as Point[]
}, firstStart)
afterAll(() => installation.remove())

const of = (lab: string) => points.filter((point) => point.lab === lab)
const told = (lab: string) => of(lab).map(({ kind, name, ok }) => `${ok ? '✓' : '✗'} ${kind} ${name}`)

test('a good lesson passes in every point', () => {
  expect(told('good')).toEqual([
    '✓ before new-page',
    '✓ before answer-kept',
    '✓ play 01-first-request',
    '✓ mistake nginx-stopped',
    '✓ mistake old-answer',
    '✓ alternative own-words',
    '✓ alternative not-on-the-screen',
  ])
})

test('a check that is always green fails untouched, named with its step', () => {
  expect(told('always-green')).toContain('✗ before answer-kept')
  expect(of('always-green').find(({ ok }) => !ok)).toMatchObject({
    step: '01-first-request',
    reason: expect.stringMatching(/^answer-kept passed before the step was played/) as string,
  })
})

test('a lost block fails when the step is played, with the check that stays red', () => {
  expect(told('lost-block')).toEqual(['✓ before new-page', '✓ before answer-kept', '✗ play 01-first-request'])
  expect(of('lost-block').at(-1)).toMatchObject({
    reason: expect.stringContaining('answer-kept failed: there is no /root/answer.txt') as string,
    transcript: expect.stringContaining('curl -s -m 2 http://10.0.0.21/') as string,
  })
})

test('a mistake that nothing catches fails, and is named', () => {
  expect(told('unseen-mistake').slice(2)).toEqual([
    '✓ play 01-first-request',
    '✓ mistake nginx-stopped',
    '✗ mistake old-answer',
    '✓ alternative own-words',
    '✓ alternative not-on-the-screen',
  ])
  expect(of('unseen-mistake').find(({ ok }) => !ok)?.reason).toMatch(/^answer-kept still passes/)
})

test('a check that refuses a right answer fails, with what it found', () => {
  expect(told('picky-check').filter((point) => point.startsWith('✗'))).toEqual(['✗ alternative own-words'])
  expect(of('picky-check').find(({ ok }) => !ok)).toMatchObject({
    step: '01-first-request',
    reason: 'a right answer is refused: answer-kept failed: Hello from somewhere else.',
  })
})

test('one step alone is proved, and the steps are counted by lab', async () => {
  const args = ['verify', 'good', '--no-mistakes', '--step', '01-first-request']
  const { status, stdout } = await installation.command(args)
  expect(status).toBe(0)
  const lines = stdout.trimEnd().split('\n')
  expect(lines.slice(-3).map((line) => line.split(/ +/))).toEqual([
    ['lab', 'steps', 'checks', 'mistakes', 'alternatives'],
    ['good', '1', '2', '0', '0'],
    ['3', 'passed,', '0', 'failed'],
  ])
})

test('the command ends with status 1, says each point, and counts them in its last line', () => {
  expect(ended.status).toBe(1)
  const failed = points.filter(({ ok }) => !ok).length
  const lines = ended.stdout.trimEnd().split('\n')
  expect(lines.at(-1)).toBe(`${points.length - failed} passed, ${failed} failed`)
  expect(lines.filter((line) => line.startsWith('✓'))).toHaveLength(points.length - failed)
  expect(lines.filter((line) => line.startsWith('✗'))).toHaveLength(failed)
  const transcript = /What was on the screens of what failed: (.+)/.exec(ended.stdout)?.[1] ?? ''
  expect(readFileSync(transcript, 'utf8')).toContain('--- client/1\n')
})

test('the JUnit report is well-formed and says the same', () => {
  type Case = { '@classname': string; failure?: unknown }
  type Suite = { '@name': string; '@tests': string; '@failures': string; testcase: Case | Case[] }
  const { testsuites } = convert(readFileSync(file('junit.xml'), 'utf8'), { format: 'object' }) as unknown as {
    testsuites: { testsuite: Suite[] }
  }
  const suites = testsuites.testsuite
  expect(suites.map((suite) => suite['@name']).sort()).toEqual(
    [...new Set(points.map(({ lab, step }) => `${lab}/${step}`))].sort(),
  )
  for (const suite of suites) {
    const cases = [suite.testcase].flat()
    const mine = points.filter(({ lab, step }) => `${lab}/${step}` === suite['@name'])
    expect([suite['@tests'], cases.length]).toEqual([String(mine.length), mine.length])
    const failures = mine.filter(({ ok }) => !ok).length
    expect([suite['@failures'], cases.filter(({ failure }) => failure !== undefined).length]).toEqual([
      String(failures),
      failures,
    ])
  }
})

test('nothing is left of a verification', async () => {
  expect(await leftovers(installation.engine)).toEqual([])
})

test.each([
  ['a lab that does not exist', ['verify', 'nothing'], 'nothing'],
  ['a step that does not exist', ['verify', 'good', '--step', 'nothing'], 'has no step nothing'],
  ['no number of jobs', ['verify', '--jobs', '0'], 'jobs'],
])('%s: status 2, and why', async (_what, args, words) => {
  const { status, stderr } = await installation.command(args)
  expect(status).toBe(2)
  expect(stderr).toContain(words)
})
