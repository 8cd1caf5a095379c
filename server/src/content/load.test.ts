import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { edit, fixtureLabs, freshLabs, write } from './testing'
import { loadLab, loadLabs } from './load'

const step = 'tiny/01-first-request'

test('the tiny lab loads without findings, its blocks in order with their changes', async () => {
  const { lab, findings } = await loadLab(fixtureLabs, 'tiny')
  expect(findings).toEqual([])
  expect(lab?.steps).toHaveLength(1)
  expect(lab?.steps[0]).toMatchObject({
    id: '01-first-request',
    number: 1,
    minutes: 3,
    title: { en: 'The first request', zh: '第一个请求' },
    blocks: [
      { id: 'b1', type: 'run', hidden: false },
      { id: 'b2', type: 'file', changed: { lines: [1], sinceStep: 0 } },
      { id: 'b3', type: 'run', nodes: ['client'] },
    ],
    checks: [{ id: 'new-page', timeout: 20 }, { id: 'answer-kept' }],
    mistakes: [{ id: 'nginx-stopped' }, { id: 'old-answer', hint: 'general' }],
  })
})

test('a broken lab hides no other, and labs come in the order of the curriculum', async () => {
  const root = freshLabs()
  const place = (id: string, order: number) => {
    cpSync(join(fixtureLabs, 'tiny'), join(root, id), { recursive: true })
    edit(root, `${id}/lab.yaml`, 'order: 99', `order: ${order}`)
  }
  place('a-late', 2)
  place('early', 1)
  write(root, 'broken/lab.yaml', 'title: [')
  mkdirSync(join(root, 'no-lab'))
  write(root, 'README.md', 'x')
  const labs = await loadLabs(root)
  expect(labs.map(({ id }) => id)).toEqual(['early', 'a-late', 'tiny', 'broken'])
  expect(labs.map(({ lab }) => lab !== null)).toEqual([true, true, true, false])
  expect(labs.at(-1)?.findings[0]).toMatchObject({ severity: 'error', file: 'broken/lab.yaml' })
})

test('a folder without lessons is an empty list, a missing one an error with a cure', async () => {
  const root = mkdtempSync(join(tmpdir(), 'lvs-lab-labs-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  expect(await loadLabs(root)).toEqual([])
  await expect(loadLabs(join(root, 'gone'))).rejects.toMatchObject({
    code: 'labs.missing',
    cure: expect.stringContaining('--labs') as string,
  })
})

test('a missing language is found, and the other one stands in', async () => {
  const root = freshLabs()
  rmSync(join(root, step, 'zh.md'))
  const { lab, findings } = await loadLab(root, 'tiny')
  expect(findings).toMatchObject([
    { severity: 'error', file: `${step}/zh.md`, line: 1, message: 'The file is missing' },
  ])
  expect(lab?.steps[0]?.title.zh).toBe('The first request')
  expect(lab?.steps[0]?.segments.zh).toHaveLength(7)
})

test('a step may go without mistakes, not without checks', async () => {
  const root = freshLabs()
  rmSync(join(root, step, 'mistakes.yaml'))
  expect(await loadLab(root, 'tiny')).toMatchObject({ lab: { steps: [{ mistakes: [] }] }, findings: [] })
  write(root, `${step}/checks.yaml`, '[]\n')
  expect(await loadLab(root, 'tiny')).toMatchObject({
    lab: null,
    findings: [{ file: `${step}/checks.yaml`, message: 'the file is an empty list' }],
  })
  rmSync(join(root, step, 'checks.yaml'))
  expect(await loadLab(root, 'tiny')).toMatchObject({
    lab: null,
    findings: [{ file: `${step}/checks.yaml`, message: 'The file is missing' }],
  })
})

test('step folders and the list of steps belong together', async () => {
  const root = freshLabs()
  edit(root, 'tiny/lab.yaml', 'steps:', 'steps:\n  - { id: 00-gone, minutes: 1 }')
  mkdirSync(join(root, 'tiny/02-forgotten'))
  write(root, `${step}/check.yaml`, '[]')
  expect(await loadLab(root, 'tiny')).toMatchObject({
    lab: null,
    findings: [
      { severity: 'error', file: 'tiny/00-gone', cure: expect.stringContaining('steps') as string },
      { severity: 'warning', file: `${step}/check.yaml`, cure: "Did you mean 'checks.yaml'?" },
      { severity: 'warning', file: 'tiny/lab.yaml', message: "The folder '02-forgotten' is not listed in steps" },
    ],
  })
})

test.each(['../tiny', '.', 'Tiny', 'a/b', ''])("'%s' is refused as a lab's name", async (id) => {
  expect(await loadLab(fixtureLabs, id)).toMatchObject({
    lab: null,
    findings: [{ message: expect.stringContaining('no name for a lab') as string }],
  })
})

test('links that lead out of the labs folder are refused', async () => {
  const root = freshLabs()
  const outside = freshLabs()
  symlinkSync(join(outside, 'tiny'), join(root, 'linked'))
  rmSync(join(root, step, 'en.md'))
  symlinkSync(join(outside, step, 'en.md'), join(root, step, 'en.md'))
  const labs = await loadLabs(root)
  expect(labs.find(({ id }) => id === 'linked')).toMatchObject({
    lab: null,
    findings: [{ message: expect.stringContaining('out of the labs folder') as string }],
  })
  expect(labs.find(({ id }) => id === 'tiny')?.findings).toMatchObject([
    { file: `${step}/en.md`, message: expect.stringContaining('out of the labs folder') as string },
  ])
})

test('a link inside the labs folder is followed', async () => {
  const root = freshLabs()
  symlinkSync(join(root, 'tiny'), join(root, 'again'))
  expect(await loadLab(root, 'again')).toMatchObject({ lab: { id: 'again' }, findings: [] })
})

test('a folder where a file belongs is a finding', async () => {
  const root = freshLabs()
  rmSync(join(root, step, 'en.md'))
  mkdirSync(join(root, step, 'en.md'))
  expect((await loadLab(root, 'tiny')).findings).toMatchObject([
    { file: `${step}/en.md`, message: 'It is no plain file, but a folder, pipe, socket or device' },
  ])
})
