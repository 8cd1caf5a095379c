import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClassView, Right } from '@contract/classroom'
import type { Messages, Requests } from '@contract/socket'
import { messages, requests, rights } from '@contract/socket'
import { fixtureLabs } from '../src/content/testing'
import type { Route } from '../src/http/routes'
import { routes } from '../src/http/routes'
import { openDatabase } from '../src/store/database'
import type { Member } from './support/class'
import { join, makeClass, pageOf } from './support/class'
import { firstStart, openTestEngine } from './support/engine'
import { Page, cookieOf, openSocket } from './support/page'
import type { Running } from './support/process'
import { Installation } from './support/process'

/** Every route and every event of the socket, asked by everybody: what is answered follows from its declared right alone. */

const step = '01-first-request'
let installation: Installation
let server: Running & { url: string; link: string }
let course: ClassView
let victim: Member
let other: Member
const cookies = { victim: '', other: '', observer: '', instructor: '', expired: '', nobody: '' }
type Caller = keyof typeof cookies
const pages = new Map<Caller, Page>()
const pageFor = (caller: Caller) => pages.get(caller) as Page
let count = 0
const extra = () => join(server, course, `Extra ${++count}`)

beforeAll(async () => {
  installation = new Installation(await openTestEngine(), fixtureLabs)
  await installation.command(['list'])
  server = await installation.serve(['--class'])
  cookies.instructor = await cookieOf(server.link)
  const instructor = await Page.with(server.url, cookies.instructor)
  course = await makeClass(instructor, { capacity: 200 })
  victim = await join(server, course, 'Victim')
  other = await join(server, course, 'Other')
  const invited = await instructor.get('staff.invite', { name: 'Ms Look', role: 'observer' })
  cookies.observer = await cookieOf(`${server.url}${invited.link}`)
  cookies.victim = victim.cookie
  cookies.other = other.cookie
  const late = await join(server, course, 'Late')
  cookies.expired = late.cookie
  const database = await openDatabase({ state: installation.state, database: null })
  await database
    .updateTable('login')
    .set({ expires: Date.now() - 1 })
    .where('person', '=', late.id)
    .execute()
  await database.destroy()
  for (const caller of ['victim', 'other', 'observer', 'instructor'] as const)
    pages.set(caller, caller === 'instructor' ? instructor : await Page.with(server.url, cookies[caller]))
}, firstStart)
afterAll(async () => {
  for (const page of pages.values()) page.close()
  await installation.remove()
})

/** Who may, by right: about the victim's labs for rights over labs. */
const may: Record<Right, Caller[]> = {
  known: ['victim', 'other', 'observer', 'instructor'],
  lab: ['victim'],
  look: ['victim', 'observer', 'instructor'],
  act: ['victim', 'instructor'],
  staff: ['observer', 'instructor'],
  instructor: ['instructor'],
  learner: ['victim', 'other'],
}

const shell = { shell: 'client/1' }
const size = { cols: 80, rows: 24 }
/** A sound payload for each event; `lab` is the victim's. */
const payloads: Record<keyof Requests | keyof Messages, () => object | Promise<object>> = {
  'catalogue.watch': () => ({}),
  'lab.follow': () => ({}),
  'lab.leave': () => ({}),
  'lab.start': () => ({}),
  'lab.extend': () => ({}),
  'lab.stop': () => ({}),
  'lab.reset': () => ({ scope: 'lab' }),
  'node.fault': () => ({ node: 'client', act: 'cable out' }),
  'node.power': () => ({ node: 'client', on: true }),
  'traffic.send': () => ({ load: null }),
  'packets.capture': () => ({ url: 'http://10.0.0.1/' }),
  'service.visit': () => ({ url: 'http://10.0.0.1/' }),
  'step.read': () => ({ step, language: 'en' }),
  'step.enter': () => ({ step }),
  'step.replay': () => ({ step }),
  'step.count': () => ({ step }),
  'step.solve': () => ({ step }),
  'step.unsolve': () => ({}),
  'block.run': () => ({ step, block: 'b1' }),
  'shell.attach': () => ({ ...shell, ...size }),
  'shell.detach': () => shell,
  'shell.close': () => shell,
  'shell.input': () => ({ ...shell, data: 'x' }),
  'shell.resize': () => ({ ...shell, ...size }),
  'shell.drawn': () => ({ ...shell, bytes: 1 }),
  'hint.opened': () => ({ step, check: 'x' }),
  'company.take': () => ({ part: true }),
  'company.end': () => ({}),
  'me.watch': () => ({}),
  'me.link': () => ({}),
  'message.read': () => ({}),
  'help.ask': () => ({ text: 'Why?' }),
  'class.list': () => ({}),
  'class.make': () => ({ title: 'T', labs: ['tiny'], capacity: 2, language: 'en', minutes: 60, idle: 30, ends: null }),
  'class.change': () => ({ class: course.id, change: { title: 'Wednesday' } }),
  'class.code': () => ({ class: course.id }),
  'class.end': async () => ({ class: (await makeClass(pageFor('instructor'))).id }),
  'class.all': () => ({ class: course.id, what: 'extend' }),
  'class.step': () => ({ class: course.id, lab: 'tiny', step, what: 'solve' }),
  'class.message': () => ({ class: course.id, person: victim.id, text: 'Hello' }),
  'class.audit': () => ({ class: course.id }),
  'class.follow': () => ({ class: course.id }),
  'class.leave': () => ({ class: course.id }),
  'staff.invite': () => ({ name: 'N', role: 'observer' }),
  'staff.list': () => ({}),
  'staff.remove': async () => {
    await pageFor('instructor').get('staff.invite', { name: 'Short', role: 'observer' })
    const staff = await pageFor('instructor').get('staff.list', {})
    return { person: staff.find(({ name }) => name === 'Short')?.id }
  },
  'person.log': () => ({ class: course.id, person: victim.id }),
  'person.remove': async () => ({ class: course.id, person: (await anotherExtra()).id }),
  'person.readmit': () => ({ class: course.id, person: victim.id }),
  'person.merge': async () => ({ class: course.id, person: (await anotherExtra()).id, into: other.id }),
  'person.link': async () => ({ class: course.id, person: (await anotherExtra()).id }),
}
/** Somebody to do something to; the code may have been renewed meanwhile. */
async function anotherExtra(): Promise<Member> {
  const now = (await pageFor('instructor').get('class.list', {})).find(({ id }) => id === course.id)
  if (now) course = now
  return extra()
}

const callers: Caller[] = ['victim', 'other', 'observer', 'instructor']
const aboutLabs: Right[] = ['lab', 'look', 'act']
const table = Object.entries(rights).flatMap(([event, right]) =>
  callers.map((caller) => [event as keyof typeof rights, right, caller, may[right].includes(caller)] as const),
)

describe('the socket', () => {
  test('every event has a declared right', () => {
    expect(Object.keys(rights).sort()).toEqual([...Object.keys(requests), ...Object.keys(messages)].sort())
  })

  test.each(table)('%s (%s) by %s: %s', async (event, right, caller, allowed) => {
    const given = await payloads[event]()
    const ref = caller === 'victim' ? 'tiny' : `tiny@${victim.id}`
    const payload = aboutLabs.includes(right) ? { ...given, lab: ref } : given
    const page = pageFor(caller)
    if (event in messages) {
      const told = page.hear('problem')
      page.tell(event as keyof Messages, payload as never)
      await page.get('me.watch', {}) // answered after the message was looked at
      const code = told.last?.code ?? 'none'
      if (allowed) expect(code).not.toMatch(/^(access|socket)\./)
      else expect(code).toBe('access.denied')
      return
    }
    const answer = await page.ask(event as keyof Requests, payload)
    const code = answer.ok ? 'none' : answer.problem.code
    if (allowed) expect(code).not.toMatch(/^(access\.|socket\.|internal)/)
    else expect(code).toBe('access.denied')
  })

  test.each(Object.entries(rights).filter(([, right]) => aboutLabs.includes(right)))(
    '%s: a learner who names a lab of somebody not in any class, or of nobody, gets nowhere',
    async (event) => {
      const given = await payloads[event as keyof typeof rights]()
      for (const owner of ['local', '00000000', victim.id.toUpperCase(), '', `${other.id}@${victim.id}`, '__proto__']) {
        const payload = { ...given, lab: `tiny@${owner}` }
        const page = pageFor('other')
        const refused = { code: expect.stringMatching(/^(access\.denied|socket\.shape)$/) as string }
        if (event in messages) {
          const told = page.hear('problem')
          page.tell(event as keyof Messages, payload as never)
          await page.get('me.watch', {}) // answered after the message was looked at
          expect(told.last).toMatchObject(refused)
        } else expect(await page.ask(event as keyof Requests, payload)).toMatchObject({ ok: false, problem: refused })
      }
    },
  )

  test('the bare name of a lab is always one’s own', async () => {
    await pageFor('victim').follow('tiny')
    await pageFor('victim').ask('lab.start', { lab: 'tiny' })
    expect((await pageFor('victim').follow('tiny')).entry.session).not.toBeNull()
    expect((await pageFor('other').follow('tiny')).entry.session).toBeNull()
  })

  test.each([
    ['nobody', (url: string) => ({ origin: url })],
    ['expired', (url: string) => ({ cookie: cookies.expired, origin: url })],
    ['a foreign Origin', () => ({ cookie: cookies.victim, origin: 'http://evil.example' })],
    ['no Origin', () => ({ cookie: cookies.victim })],
  ] as [string, (url: string) => Record<string, string>][])(
    '%s gets no socket, and so no event',
    async (_who, headers) => {
      await expect(openSocket(server.url, headers(server.url))).rejects.toThrow()
    },
  )
})

describe('HTTP', () => {
  const declared = routes({ people: {} } as never, {} as never, '')
  const everybody: Caller[] = ['nobody', 'expired', 'other', 'observer', 'instructor']
  type Origin = 'own' | 'foreign' | 'none'

  function ask(
    { method, path }: Route,
    caller: Caller,
    origin: Origin,
  ): Promise<{ status: number; code: string; cors: boolean }> {
    const headers = {
      ...(cookies[caller] && { cookie: cookies[caller] }),
      ...(origin !== 'none' && { origin: origin === 'own' ? server.url : 'http://evil.example' }),
      'content-type': 'application/json',
    }
    return new Promise((resolve, reject) => {
      const asked = request(`${server.url}${path.replace(':class', course.id)}`, { method, headers }, (answer) => {
        let body = ''
        answer.setEncoding('utf8').on('data', (text: string) => (body += text))
        answer.on('end', () => {
          const status = answer.statusCode ?? 0
          const code = status < 400 ? '' : (JSON.parse(body) as { code: string }).code
          resolve({ status, code, cors: 'access-control-allow-origin' in answer.headers })
        })
      })
      asked.on('error', reject).end(method === 'POST' ? '{}' : undefined)
    })
  }

  const expected = ({ right, writes }: Route, caller: Caller, origin: Origin): string | null => {
    if (writes && origin !== 'own') return 'access.origin'
    if (right === 'anyone') return null
    if (caller === 'nobody' || caller === 'expired') return 'access.unknown'
    return right === 'staff' && caller === 'other' ? 'access.denied' : null
  }

  // Leaving ends the login that is used for everything else: it is asked last, and by nobody who is needed afterwards.
  const asked = declared
    .filter(({ path }) => path !== '/leave')
    .flatMap((route) =>
      everybody.flatMap((caller) =>
        (['own', 'foreign', 'none'] as const).map(
          (origin) => [route.method, route.path, caller, origin, route] as const,
        ),
      ),
    )

  test.each(asked)('%s %s by %s, %s Origin', async (_method, _path, caller, origin, route) => {
    const answer = await ask(route, caller, origin)
    const code = expected(route, caller, origin)
    if (code) expect(answer).toMatchObject({ status: code === 'access.unknown' ? 401 : 403, code })
    // Let through to its own judgement: wrong guesses are counted there.
    else expect(['', 'access.token', 'join.shape', 'access.many']).toContain(answer.code)
    expect(answer.cors).toBe(false)
  })

  test('leaving ends the login, from our own page only', async () => {
    const leave = declared.find(({ path }) => path === '/leave') as Route
    for (const origin of ['foreign', 'none'] as const)
      expect(await ask(leave, 'other', origin)).toMatchObject({ status: 403, code: 'access.origin' })
    for (const caller of ['nobody', 'expired'] as const)
      expect(await ask(leave, caller, 'own')).toMatchObject({ status: 401 })
    expect(await ask(leave, 'other', 'own')).toMatchObject({ status: 204 })
    expect(await ask(leave, 'other', 'own')).toMatchObject({ status: 401 })
  })

  test('after ten wrong guesses the right one does not help either', async () => {
    const wrong = () => fetch(`${server.url}/enter?token=wrong`, { redirect: 'manual' })
    while ((await wrong()).status !== 429);
    expect((await fetch(victim.link, { redirect: 'manual' })).status).toBe(429)
    const refused = await fetch(`${server.url}/join`, {
      method: 'POST',
      headers: { origin: server.url, 'content-type': 'application/json' },
      body: JSON.stringify({ code: course.code, name: 'Guesser' }),
    })
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ code: 'access.many', cure: expect.stringContaining('min') as string })
    expect(await pageOf(server, victim.link).catch(String)).toContain('429')
  })
})
