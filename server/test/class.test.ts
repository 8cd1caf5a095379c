import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ClassView } from '@contract/classroom'
import type { LabRef } from '@contract/lab-ref'
import { isSameLab } from '@contract/lab-ref'
import { fixtureLabs } from '../src/content/testing'
import type { Member } from './support/class'
import { askToJoin, join, makeClass, pageOf } from './support/class'
import { kinds } from './support/database'
import { firstStart, openTestEngine } from './support/engine'
import { Page, cookieOf } from './support/page'
import { Postgres } from './support/postgres'
import type { Running } from './support/process'
import { Installation } from './support/process'
import { soon } from './support/soon'

/** A class on a real server with real labs: one instructor, and learners who come and go. */

describe.each(kinds)('with the %s database', (kind) => {
  let installation: Installation
  let server: Running & { url: string; link: string }
  let instructor: Page
  let instructorCookie: string
  let course: ClassView
  let postgres: Postgres | null = null
  let env: { LVS_LAB_DATABASE_URL?: string } = {}
  const pages: Page[] = []

  const open = async (member: Member) => {
    const page = await Page.with(server.url, member.cookie)
    pages.push(page)
    return page
  }
  const until = <T>(look: () => T) => vi.waitFor(look, soon)
  /** The screen of a shell as its last attachment and data have it. */
  async function attach(page: Page, ref: LabRef) {
    const first = await page.get('shell.attach', { ...ref, shell: 'client/1', cols: 90, rows: 24 })
    const seen = { text: first.screen, cols: first.cols, watching: first.watching ?? false }
    page.socket.on('shell.data', (said) => {
      if (isSameLab(said, ref)) seen.text += Buffer.from(said.data as ArrayBuffer).toString()
    })
    page.socket.on('shell.screen', (screen) => {
      if (isSameLab(screen, ref)) seen.text = screen.screen
    })
    return seen
  }
  const type = (page: Page, ref: LabRef, data: string) => page.tell('shell.input', { ...ref, shell: 'client/1', data })

  beforeAll(async () => {
    installation = new Installation(await openTestEngine(), fixtureLabs)
    await installation.command(['list'])
    if (kind === 'PostgreSQL') postgres = await Postgres.start()
    env = postgres ? { LVS_LAB_DATABASE_URL: await postgres.fresh() } : {}
    server = await installation.serve(['--class'], env)
    instructorCookie = await cookieOf(server.link)
    instructor = await Page.with(server.url, instructorCookie)
    course = await makeClass(instructor)
  }, firstStart)
  afterEach(() => pages.splice(0).forEach((page) => page.close()))
  afterAll(async () => {
    instructor.close()
    await installation.remove()
    await postgres?.remove()
  })

  test('a code, in whatever shape it was typed, and a name let in; the personal link does so again, on any browser', async () => {
    const typed = course.code.toLowerCase().replace('-', ' ')
    const li = await join(server, { ...course, code: typed }, 'Li Na')
    const again = await pageOf(server, li.link)
    pages.push(again)
    expect(await again.get('me.watch', {})).toMatchObject({
      id: li.id,
      name: 'Li Na',
      role: 'learner',
      class: { title: 'Tuesday' },
    })
  })

  test.each([
    ['an unknown code', { code: '0000-0000', name: 'X' }, 404, 'join.code'],
    ['a name that is taken', { name: 'li na ' }, 409, 'join.name'],
    ['no name', { name: ' ' }, 400, 'join.shape'],
    ['a name that no database takes', { name: 'a\u0000b' }, 400, 'join.shape'],
  ])('%s does not', async (_what, said, status, code) => {
    const answer = await askToJoin(server.url, { code: course.code, ...said })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([status, []])
    expect(await answer.json()).toMatchObject({ code, cure: expect.any(String) as string })
  })

  test('a link that lets nobody in leads a browser to the page, which says so', async () => {
    const follow = (accept: string) => fetch(`${server.url}/enter?token=old`, { headers: { accept } })
    const seen = await follow('text/html,application/xhtml+xml,*/*;q=0.8')
    expect([seen.status, await seen.text()]).toEqual([403, expect.stringContaining('id="page"')])
    const told = await follow('application/json')
    expect([told.status, await told.json()]).toEqual([403, expect.objectContaining({ code: 'access.token' })])
  })

  test('a closed door, a full class and a class that is over say so', async () => {
    const small = await makeClass(instructor, { title: 'Small', capacity: 1 })
    const refused = async () =>
      ((await (await askToJoin(server.url, { code: small.code, name: 'Z' })).json()) as { code: string }).code
    await join(server, small, 'A')
    expect(await refused()).toBe('join.full')
    await instructor.get('class.change', { class: small.id, change: { capacity: 5, open: false } })
    expect(await refused()).toBe('join.closed')
    const renewed = await instructor.get('class.code', { class: small.id })
    expect(await refused()).toBe('join.code')
    await instructor.get('class.end', { class: small.id })
    expect((await (await askToJoin(server.url, { code: renewed.code, name: 'Z' })).json()) as object).toMatchObject({
      code: 'join.over',
    })
  })

  test('the roster follows what learners do; watching types nothing until the instructor takes part, and the learner ends that', async () => {
    const roster = instructor.hear('roster')
    await instructor.get('class.follow', { class: course.id })
    const tom = await join(server, course, 'Tomás')
    const page = await open(tom)
    await page.follow('tiny')
    await page.get('lab.start', { lab: 'tiny' })
    await until(() => expect(page.session?.phase).toBe('running'))
    const row = () => roster.last?.learners.find(({ id }) => id === tom.id)
    await until(() =>
      expect(row()).toMatchObject({
        phase: 'running',
        lab: 'tiny',
        awaySince: null,
        labs: { tiny: { step: '01-first-request' } },
      }),
    )
    await until(() => expect(row()?.ends).toBeGreaterThan(Date.now() + 25 * 60_000))

    await page.get('help.ask', { text: 'Why?' })
    await until(() => expect(row()?.help).toMatchObject({ text: 'Why?' }))
    await page.get('help.ask', { text: null })
    await until(() => expect(row()?.help).toBeNull())

    const ref = { lab: 'tiny', person: tom.id }
    const company = page.hear('company')
    const mine = await attach(page, ref)
    const watcher = instructor
    await watcher.get('lab.follow', ref)
    const theirs = await attach(watcher, ref)
    expect(theirs).toMatchObject({ watching: true, cols: mine.cols })
    await until(() => expect(company.last?.people).toMatchObject([{ role: 'instructor', part: false }]))

    type(watcher, ref, 'echo for""bidden\r')
    type(page, ref, 'echo al""lowed\r')
    await until(() => expect(theirs.text).toContain('allowed'))
    expect(mine.text).not.toContain('forbidden')

    await watcher.get('company.take', { ...ref, part: true })
    await until(() => expect(company.last?.people).toMatchObject([{ part: true }]))
    const typist = page.hear('shell.typist')
    type(watcher, ref, 'echo to""gether\r')
    await until(() => expect(mine.text).toContain('together'))
    expect(typist.last).toMatchObject({ lab: 'tiny', shell: 'client/1' })

    await page.get('company.end', { lab: 'tiny' })
    await until(() => expect(company.last?.people).toMatchObject([{ part: false }]))
    type(watcher, ref, 'echo a""gain\r')
    type(page, ref, 'echo do""ne\r')
    await until(() => expect(mine.text).toContain('done'))
    expect(mine.text).not.toContain('echo a""gain')

    await watcher.get('lab.leave', ref)
    await until(() => expect(company.last?.people).toEqual([]))

    const log = await instructor.get('person.log', { class: course.id, person: tom.id })
    expect(log.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['joined', 'started', 'help', 'helped', 'company.take']),
    )
    await page.get('lab.stop', { lab: 'tiny' })
  })

  test('more time, a pause, a message, a counted step; and all of it is in the audit log', async () => {
    const eva = await join(server, course, 'Eva')
    const page = await open(eva)
    const me = page.hear('me')
    await page.follow('tiny')
    await page.get('lab.start', { lab: 'tiny' })
    await until(() => expect(page.session?.limit?.why).toBe('time'))
    const before = page.session?.limit?.at ?? 0
    await page.get('lab.extend', { lab: 'tiny' })
    await until(() => expect((page.session?.limit?.at ?? 0) - before).toBeGreaterThan(29 * 60_000))

    await instructor.get('class.all', { class: course.id, what: 'pause' })
    await until(() => expect(me.last?.class?.paused).toEqual(expect.any(Number)))
    expect(await page.ask('lab.stop', { lab: 'tiny' })).toMatchObject({ ok: false, problem: { code: 'class.paused' } })
    await until(() => expect(page.session?.limit).toBeUndefined())
    await instructor.get('class.all', { class: course.id, what: 'resume' })
    await until(() => expect(page.session?.limit).toBeDefined())

    await instructor.get('class.message', { class: course.id, person: null, text: 'Ten more minutes' })
    await until(() => expect(me.last?.messages).toMatchObject([{ text: 'Ten more minutes' }]))
    await page.get('message.read', {})
    await until(() => expect(me.last?.messages).toEqual([]))

    await instructor.get('step.count', { lab: 'tiny', person: eva.id, step: '01-first-request' })
    expect((await page.follow('tiny')).entry.steps[0]?.done).toBe(true)
    const audit = await instructor.get('class.audit', { class: course.id })
    const kinds = audit.map(({ kind }) => kind)
    for (const kind of ['class.all', 'class.message', 'step.count']) expect(kinds).toContain(kind)
    expect(audit.every(({ by }) => by !== null)).toBe(true)

    await instructor.get('class.all', { class: course.id, what: 'stop' })
    await until(() => expect(page.session).toBeNull())
    expect((await page.follow('tiny')).entry.ended).toMatchObject({ why: 'instructor' })
  })

  test('who is put out is out at once, and in again when re-admitted; two entries of one human become one', async () => {
    const [ann, two] = [await join(server, course, 'Ann'), await join(server, course, 'Ann again')]
    const page = await open(ann)
    await instructor.get('step.count', { lab: 'tiny', person: two.id, step: '01-first-request' })
    await instructor.get('person.remove', { class: course.id, person: ann.id })
    await until(() => expect(page.socket.connected).toBe(false))
    await expect(Page.with(server.url, ann.cookie)).rejects.toThrow('unauthorized')
    expect((await fetch(ann.link, { redirect: 'manual' })).status).toBe(403)
    await instructor.get('person.readmit', { class: course.id, person: ann.id })
    const back = await pageOf(server, ann.link)
    pages.push(back)
    await instructor.get('person.merge', { class: course.id, person: two.id, into: ann.id })
    expect((await back.follow('tiny')).entry.steps[0]?.done).toBe(true)
    await expect(Page.with(server.url, two.cookie)).rejects.toThrow('unauthorized')
  })

  test('the table of the class, for a spreadsheet', async () => {
    await join(server, course, '=1+1,"x"')
    const answer = await fetch(`${server.url}/classes/${course.id}/progress.csv`, {
      headers: { cookie: instructorCookie },
    })
    const lines = (await answer.text()).split('\r\n')
    expect(lines[0]).toContain('learner,joined,lab')
    expect(lines.find((line) => line.startsWith('Eva,'))).toContain(',tiny,1,1,01-first-request,')
    expect(lines.some((line) => line.startsWith(`"'=1+1,""x""",`))).toBe(true)
  })

  test('a crash of the server loses nothing: the lab goes on, the learner is where they were, the question is still asked', async () => {
    const kim = await join(server, course, 'Kim')
    const page = await open(kim)
    await page.follow('tiny')
    await page.get('lab.start', { lab: 'tiny' })
    await until(() => expect(page.session?.phase).toBe('running'))
    await page.get('help.ask', { text: 'Still here?' })
    await instructor.get('class.message', { class: course.id, person: kim.id, text: 'Coming' })
    server.child.kill('SIGKILL')
    await server.ended
    server = await installation.serve(['--class'], env)
    expect(server.printed.stdout).not.toContain('/enter?token=')
    const again = await open(kim)
    expect((await again.follow('tiny')).entry.session).toMatchObject({ phase: 'running' })
    expect(await again.get('me.watch', {})).toMatchObject({
      help: { text: 'Still here?' },
      messages: [{ text: 'Coming' }],
    })
    instructor = await Page.with(server.url, instructorCookie)
    expect(
      (await instructor.get('class.follow', { class: course.id })).learners.find(({ id }) => id === kim.id),
    ).toMatchObject({
      phase: 'running',
      help: { text: 'Still here?' },
    })
  })

  test('an ended class stops its labs, keeps what was reached and starts nothing more', async () => {
    const kim = await join(server, course, 'Kim again')
    const page = await open(kim)
    await page.follow('tiny')
    await page.get('lab.start', { lab: 'tiny' })
    await until(() => expect(page.session?.phase).toBe('running'))
    await instructor.get('class.change', { class: course.id, change: { ends: Date.now() + 500 } })
    await until(() => expect(page.session).toBeNull())
    expect((await page.follow('tiny')).entry.ended).toMatchObject({ why: 'class' })
    expect(await page.ask('lab.start', { lab: 'tiny' })).toMatchObject({ ok: false, problem: { code: 'class.over' } })
  })
})
