import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { LabRef } from '@contract/lab-ref'
import { isSameLab } from '@contract/lab-ref'
import type { Member } from '../support/class'
import { firstStart } from '../support/engine'
import { HeldClass } from '../support/held-class'
import type { Page } from '../support/page'
import { soon } from '../support/soon'

/** Staff looks at a learner's lab: only at what is there, only when the learner knows, and without changing anything. */

let held: HeldClass
let member: Member
let learner: Page
let ref: LabRef

beforeAll(async () => {
  held = await HeldClass.open()
  member = await held.join('Li Na')
  ref = { lab: 'tiny', person: member.id }
  learner = await held.page(member.cookie)
  await learner.follow('tiny')
  await learner.get('lab.start', { lab: 'tiny' })
  await vi.waitFor(() => expect(learner.session?.phase).toBe('running'), soon)
  await learner.get('shell.attach', { lab: 'tiny', shell: 'client/1', cols: 90, rows: 24 })
}, firstStart)
afterAll(() => held.remove())

const attach = (page: Page, shell: string) => page.ask('shell.attach', { ...ref, shell, cols: 33, rows: 11 })
const opened = async () => (await learner.follow('tiny')).shells.map(({ id }) => id).sort()

/** All that a window is shown of the learner's shell. */
function screen(page: Page, shell = 'client/1') {
  const seen = { text: '' }
  page.socket.on('shell.data', (said) => {
    if (isSameLab(said, ref) && said.shell === shell) seen.text += Buffer.from(said.data as ArrayBuffer).toString()
  })
  return seen
}
/** Types a line in the learner's shell that prints this word, and waits until the learner sees it. */
async function say(word: string): Promise<void> {
  const mine = screen(learner)
  learner.tell('shell.input', { lab: 'tiny', shell: 'client/1', data: `echo ${word[0]}""${word.slice(1)}\r` })
  await vi.waitFor(() => expect(mine.text).toContain(word), soon)
}

test('nobody sees a terminal whose learner was not told', async () => {
  const company = learner.hear('company')
  for (const page of [held.observer, held.instructor]) {
    expect(await attach(page, 'client/1')).toMatchObject({ ok: false, problem: { code: 'company.untold' } })
    const seen = screen(page)
    await say('unseen')
    await page.get('me.watch', {}) // what was sent before has come
    expect(seen.text).toBe('')
  }
  expect(company.last?.people ?? []).toEqual([])
})

test('nobody takes part whose learner was not told', async () => {
  expect(await held.instructor.ask('company.take', { ...ref, part: true })).toMatchObject({
    ok: false,
    problem: { code: 'company.untold' },
  })
})

test('an observer opens no terminal: neither the one that the page shows first, nor 24 others', async () => {
  const before = await opened()
  await held.observer.get('lab.follow', ref)
  await held.instructor.get('lab.follow', ref)
  await held.instructor.get('company.take', { ...ref, part: true })
  for (const page of [held.observer, held.instructor])
    for (const shell of ['rs1/1', ...Array.from({ length: 23 }, (_, at) => `client/${at + 2}`)])
      expect(await attach(page, shell)).toMatchObject({ ok: false, problem: { code: 'shell.unopened' } })
  expect(await opened()).toEqual(before)
  // The learner's own places are all free.
  await learner.get('shell.attach', { lab: 'tiny', shell: 'client/2', cols: 90, rows: 24 })
  expect(await attach(held.observer, 'client/2')).toMatchObject({
    ok: true,
    value: { watching: true, cols: 90, rows: 24 },
  })
})

test('what an observer tells of sizes and drawing changes nothing', async () => {
  const size = learner.hear('shell.size')
  expect(await attach(held.observer, 'client/1')).toMatchObject({ ok: true })
  held.observer.tell('shell.resize', { ...ref, shell: 'client/1', cols: 20, rows: 5 })
  held.observer.tell('shell.drawn', { ...ref, shell: 'client/1', bytes: 16_000_000 })
  held.observer.tell('shell.input', { ...ref, shell: 'client/1', data: 'exit\r' })
  for (const event of ['shell.close', 'company.end'] as const)
    expect(await held.observer.ask(event, { ...ref, shell: 'client/1' })).toMatchObject({ ok: false })
  await held.observer.get('shell.detach', { ...ref, shell: 'client/1' })
  await say('unchanged')
  expect(size.last).toBeNull()
  expect(await opened()).toEqual(['client/1', 'client/2'])
})

test('an observer sees what is there, and with leaving sees no more; the learner is told of both', async () => {
  const company = learner.hear('company')
  await held.instructor.get('lab.leave', ref)
  await held.observer.get('lab.follow', ref)
  expect(await attach(held.observer, 'client/1')).toMatchObject({ ok: true, value: { watching: true } })
  const seen = screen(held.observer)
  await say('watched')
  await vi.waitFor(() => expect(seen.text).toContain('watched'), soon)
  await held.observer.get('lab.leave', ref)
  await vi.waitFor(() => expect(company.last?.people).toEqual([]), soon)
  await say('afterwards')
  await held.observer.get('me.watch', {})
  expect(seen.text).not.toContain('afterwards')
  expect(await attach(held.observer, 'client/1')).toMatchObject({ ok: false, problem: { code: 'company.untold' } })
})

test('a window that goes while it asks to look leaves nobody behind', async () => {
  const company = learner.hear('company')
  const { link } = await held.instructor.get('staff.invite', { name: 'Hasty', role: 'observer' })
  const cookie = (await fetch(`${held.server.url}${link}`, { redirect: 'manual' })).headers
    .getSetCookie()[0]
    ?.split(';')[0]
  for (let round = 0; round < 10; round++) {
    const page = await held.page(cookie ?? '')
    for (let count = 0; count < 5; count++) {
      void page.ask('lab.follow', ref).catch(() => undefined) // it is meant to break
      void attach(page, 'client/1').catch(() => undefined)
    }
    page.close()
  }
  await held.instructor.get('lab.follow', ref)
  await vi.waitFor(() => expect(company.last?.people.map(({ name }) => name)).toEqual(['Instructor']), soon)
})
