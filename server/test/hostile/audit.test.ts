import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { LabRef } from '@contract/lab-ref'
import type { Requests } from '@contract/socket'
import { requests } from '@contract/socket'
import type { Member } from '../support/class'
import { firstStart } from '../support/engine'
import { payloadOf, rows } from '../support/examples'
import { HeldClass } from '../support/held-class'
import type { Page } from '../support/page'
import { cookieOf } from '../support/page'
import { soon } from '../support/soon'

/** Whatever staff does, or looks at, is written down; and nobody can make that go away. */

const step = '01-first-request'
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
}, firstStart)
afterAll(() => held.remove())

const audit = (ofClass = held.course.id) => held.instructor.get('class.audit', { class: ofClass })
const log = (person = member.id) => held.instructor.get('person.log', { class: held.course.id, person })
const running = async () => {
  if (!learner.session) await learner.get('lab.start', { lab: 'tiny' })
  await vi.waitFor(() => expect(learner.session?.phase).toBe('running'), soon)
}

/** The requests whose right is above looking. */
type Deed = { [K in keyof Requests]: K }[keyof Requests]
const deeds = (Object.keys(requests) as Deed[]).filter((event) => ['act', 'instructor'].includes(rows[event].right))

test.each(deeds)('%s leaves a row that says who did it', async (event) => {
  const inLab = rows[event].right === 'act'
  if (inLab) await running()
  if (event === 'company.take') await held.instructor.get('lab.follow', ref)
  const example = await payloadOf(event, held.server, held.instructor)
  const payload = { ...example, ...(inLab && ref) } as { class?: string }
  const before = new Set((await audit(payload.class)).map(({ id }) => id))
  const value: unknown = await held.instructor.get(event, payload as never)
  const made = event === 'class.make' ? (value as { id: string }).id : payload.class
  const fresh = (await audit(made)).filter(({ id, kind }) => !before.has(id) && kind === event)
  expect(fresh).toMatchObject([{ by: 'Instructor' }])
})

test('who was invited or put out can be read, and no link', async () => {
  const rows = await audit()
  expect(rows.find(({ kind }) => kind === 'staff.invite')?.detail).toMatchObject({ name: 'Short', role: 'observer' })
  expect(rows.find(({ kind }) => kind === 'staff.remove')?.detail).toMatchObject({ name: 'Short' })
  expect(JSON.stringify(rows)).not.toContain('token')
})

test('logins leave a row: joining, and following a link, as learner or as staff', async () => {
  const count = async () => (await log()).filter(({ kind }) => kind === 'entered').length
  expect((await log()).map(({ kind }) => kind)).toContain('joined')
  const before = await count()
  await cookieOf(member.link)
  expect(await count()).toBe(before + 1)
  const { link } = await held.instructor.get('staff.invite', { name: 'Ms Late', role: 'observer' })
  await cookieOf(`${held.server.url}${link}`)
  expect(await audit()).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'entered', by: 'Ms Late' })]))
})

test('watching leaves a row at its beginning and one at its end, on closing the window too', async () => {
  const rows = async () =>
    (await log()).flatMap(({ kind, by }) => (by === 'Ms Watch' ? kind : [])).filter((kind) => kind !== 'entered')
  const { link } = await held.instructor.get('staff.invite', { name: 'Ms Watch', role: 'observer' })
  const page = await held.page(await cookieOf(`${held.server.url}${link}`))
  for (let again = 0; again < 3; again++) await page.get('lab.follow', ref)
  expect(await rows()).toEqual(['lab.follow'])
  await page.get('lab.leave', ref)
  await page.get('lab.follow', ref)
  page.close()
  await vi.waitFor(
    async () => expect(await rows()).toEqual(['lab.leave', 'lab.follow', 'lab.leave', 'lab.follow']),
    soon,
  )
})

test('3,000 made-up hints leave nothing, and a hint that was shown is one row', async () => {
  await running()
  await learner.get('lab.reset', { lab: 'tiny', scope: 'lab' })
  const hints = async () => (await log()).filter(({ kind }) => kind === 'hint')
  const about = { lab: 'tiny', step }
  for (let count = 0; count < 3000; count++) {
    const made = [
      { ...about, check: `c${count}` },
      { ...about, step: `s${count}`, check: 'new-page' },
    ][count % 2]
    learner.tell('hint.opened', made as never)
  }
  await learner.get('me.watch', {}) // answered after all of them were looked at
  expect(await hints()).toEqual([])
  const shown = await vi.waitFor(async () => {
    const check = (await learner.follow('tiny')).checks?.checks.find(({ hint }) => hint)
    if (!check) throw new Error('No check has failed yet')
    return check.id
  }, soon)
  for (let count = 0; count < 20; count++) learner.tell('hint.opened', { ...about, check: shown })
  await vi.waitFor(async () => expect(await hints()).toMatchObject([{ detail: { check: shown } }]), soon)
})

test('a learner who repeats what leaves rows flushes neither their own log nor the audit log', async () => {
  for (let count = 0; count < 150; count++)
    await Promise.all([learner.get('help.ask', { text: String(count) }), learner.get('help.ask', { text: null })])
  const rows = await log()
  expect(rows.filter(({ kind }) => kind === 'help')).toHaveLength(50)
  expect(rows.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['joined', 'entered', 'company.take', 'step.count']),
  )
})

test('an observer who looks again and again flushes nothing that was done', async () => {
  const done = (await audit()).filter(({ kind }) => !/^(lab\.(follow|leave)|entered)$/.test(kind))
  for (let count = 0; count < 150; count++)
    for (const event of ['lab.follow', 'lab.leave'] as const) await held.observer.get(event, ref)
  const now = await audit()
  expect(now).toEqual(expect.arrayContaining(done))
  expect(now.filter(({ kind }) => kind === 'lab.follow').length).toBeLessThanOrEqual(100)
})
