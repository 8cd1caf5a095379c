import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClassView } from '@contract/classroom'
import type { Right } from '@contract/requests/row'
import { isLabRight } from '@contract/requests/row'
import type { Messages, Requests } from '@contract/socket'
import { messages } from '@contract/socket'
import { fixtureLabs } from '../src/content/testing'
import type { Route } from '../src/gateway/routes'
import { routes } from '../src/gateway/routes'
import { openDatabase } from '../src/store/database'
import type { Member } from './support/class'
import { join, makeClass, pageOf } from './support/class'
import { firstStart, openTestEngine } from './support/engine'
import type { Event } from './support/examples'
import { events, payloadOf, rows } from './support/examples'
import { Page, cookieOf, openSocket } from './support/page'
import type { Running } from './support/process'
import { Installation } from './support/process'

/** Every route and every event of the socket, asked by everybody: what is answered follows from its declared right alone. */

let installation: Installation
let server: Running & { url: string; link: string }
let course: ClassView
let victim: Member
let other: Member
const cookies = { victim: '', other: '', observer: '', instructor: '', expired: '', nobody: '' }
type Caller = keyof typeof cookies
const pages = new Map<Caller, Page>()
const pageFor = (caller: Caller) => pages.get(caller) as Page

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

const callers: Caller[] = ['victim', 'other', 'observer', 'instructor']
const table = events.flatMap((event) => {
  const { right } = rows[event]
  return callers.map((caller) => [event, right, caller, may[right].includes(caller)] as const)
})

/** Sends it; gives the code of the problem that came back, or `none`. */
async function codeFor(page: Page, event: Event, payload: object): Promise<string> {
  if (event in messages) {
    const told = page.hear('problem')
    page.tell(event as keyof Messages, payload as never)
    await page.get('me.watch', {}) // answered after the message was looked at
    return told.last?.code ?? 'none'
  }
  const answer = await page.ask(event as keyof Requests, payload)
  return answer.ok ? 'none' : answer.problem.code
}

describe('the socket', () => {
  test.each(table)('%s (%s) by %s: %s', async (event, right, caller, allowed) => {
    const payload = await payloadOf(event, server, pageFor('instructor'))
    const theirs = isLabRight(right) && caller !== 'victim' ? { person: victim.id } : {}
    const code = await codeFor(pageFor(caller), event, { ...payload, ...theirs })
    if (allowed) expect(code).not.toMatch(/^(access\.|request\.|internal)/)
    else expect(code).toBe('access.denied')
  })

  test.each(events.filter((event) => isLabRight(rows[event].right)))(
    '%s: a learner who names a lab of somebody not in any class, or of nobody, gets nowhere',
    async (event) => {
      const payload = await payloadOf(event, server, pageFor('instructor'))
      for (const owner of ['local', '00000000', victim.id.toUpperCase(), '', `${other.id}@${victim.id}`, '__proto__'])
        expect(await codeFor(pageFor('other'), event, { ...payload, person: owner })).toMatch(
          /^(access\.denied|request\.shape)$/,
        )
    },
  )

  test('a lab without a person is always one’s own', async () => {
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
    const guess = (code: string) =>
      fetch(`${server.url}/join`, {
        method: 'POST',
        headers: { origin: server.url, 'content-type': 'application/json' },
        body: JSON.stringify({ code, name: 'Guesser' }),
      })
    while ((await guess('0000-0000')).status !== 429);
    const refused = await guess(course.code)
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ code: 'access.many', cure: expect.stringContaining('min') as string })
    expect(await pageOf(server, victim.link).catch(String)).toContain('429')
  })
})
