import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Requests } from '@contract/socket'
import { fixtureLabs } from '../src/content/testing'
import { firstStart, openTestEngine } from './support/engine'
import { Page, cookieOf, openSocket } from './support/page'
import type { Running } from './support/process'
import { Installation } from './support/process'

/** What a server lets in, and what it answers to what no page of ours would send. No lab runs. */

let installation: Installation
let server: Running & { url: string; link: string }
let cookie: string
const pages: Page[] = []

beforeAll(async () => {
  installation = new Installation(await openTestEngine(), fixtureLabs)
  await installation.command(['list']) // builds the program where it is not up to date
  server = await installation.serve()
  cookie = await cookieOf(server.link)
}, firstStart)
afterEach(() => pages.splice(0).forEach((page) => page.close()))
afterAll(() => installation.remove())

/** A GET whose headers may be any. */
function get(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string; cookies: number }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}${path}`, { headers }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => (body += text))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body, cookies: answer.headers['set-cookie']?.length ?? 0 }),
      )
    })
    asked.on('error', reject).end()
  })
}

describe('who comes in', () => {
  test('health says whose server this is, and no more', async () => {
    const answer = await get('/health', {})
    expect(JSON.parse(answer.body)).toEqual({
      service: 'lvs-lab',
      installation: installation.engine.installation,
      classes: false,
    })
  })

  test('the link with its token sets a cookie that scripts and other sites cannot use; another token does not', async () => {
    const answer = await fetch(server.link, { redirect: 'manual' })
    expect(answer.status).toBe(302)
    expect(answer.headers.getSetCookie()[0]).toMatch(/; HttpOnly; SameSite=Strict$/)
    for (const wrong of ['', 'x', `${new URL(server.link).searchParams.get('token')}0`]) {
      const refused = await get(`/enter?token=${wrong}`, {})
      expect([refused.status, refused.cookies]).toEqual([403, 0])
      expect(JSON.parse(refused.body)).toMatchObject({ code: 'access.token', cure: expect.any(String) as string })
    }
  })

  test.each([
    ['our page with our cookie', () => ({ cookie, origin: server.url }), true],
    ['our page without the cookie', () => ({ origin: server.url }), false],
    ['our page with another’s cookie', () => ({ cookie: cookie.replace(/=.*/, '=0000'), origin: server.url }), false],
    ['another site, in a browser that has our cookie', () => ({ cookie, origin: 'http://evil.example' }), false],
    ['no site at all', () => ({ cookie }), false],
    ['a sandboxed frame', () => ({ cookie, origin: 'null' }), false],
    ['a page of another port', () => ({ cookie, origin: 'http://127.0.0.1:1' }), false],
    [
      'a name that was made to point here',
      () => ({ cookie, origin: 'http://evil.example', host: 'evil.example' }),
      false,
    ],
  ])('a socket from %s', async (_from, headers, welcome) => {
    const opened = await openSocket(server.url, headers()).then(
      (socket) => !!socket.close(),
      () => false,
    )
    expect(opened).toBe(welcome)
  })

  test('a request for another host name is refused, whatever it asks for', async () => {
    for (const path of ['/health', '/', new URL(server.link).pathname + new URL(server.link).search]) {
      const { status, body, cookies } = await get(path, { host: 'evil.example' })
      expect([status, cookies]).toEqual([403, 0])
      expect(JSON.parse(body)).toMatchObject({ code: 'access.host' })
    }
  })

  test('no path leads out of the page’s folder', async () => {
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2f..%2fpackage.json',
      '/assets/..%2f..%2f..%2fpackage.json',
    ])
      expect((await get(path, { cookie })).body).not.toContain('dependencies')
  })
})

describe('what is asked', () => {
  const open = async () => {
    const page = await Page.open(server)
    pages.push(page)
    return page
  }
  const read = { lab: 'tiny', step: '01-first-request', language: 'en' }

  test.each([
    ['step.read', {}],
    ['step.read', null],
    ['step.read', 'tiny'],
    ['step.read', [read]],
    ['step.read', { ...read, language: 'xx' }],
    ['step.read', { ...read, more: true }],
    ['lab.start', { lab: { toString: 'tiny' } }],
    ['lab.reset', { lab: 'tiny', scope: 'everything' }],
    ['shell.attach', { lab: 'tiny', shell: 'client/1; reboot', cols: 80, rows: 24 }],
    ['shell.attach', { lab: 'tiny', shell: 'client/1', cols: 1e9, rows: 24 }],
    ['shell.attach', { lab: 'tiny', shell: 'client/1', cols: '80', rows: 24 }],
  ] as [keyof Requests, unknown][])(
    '%s with %j is refused with a reason, and the connection lives on',
    async (event, payload) => {
      const page = await open()
      expect(await page.ask(event, payload)).toMatchObject({
        ok: false,
        problem: { code: 'request.shape', message: expect.stringContaining(event) as string },
      })
      expect(await page.ask('step.read', read)).toMatchObject({ ok: true, value: { step: read.step } })
    },
  )

  test('a message of the wrong shape is answered with a problem, and one without an acknowledgement by silence', async () => {
    const page = await open()
    const told = new Promise((resolve) => page.socket.once('problem', resolve))
    const raw = page.socket as unknown as { emit(...args: unknown[]): void }
    raw.emit('shell.input', { lab: 'tiny', shell: 'client/1', data: 7 })
    expect(await told).toMatchObject({ code: 'request.shape' })
    raw.emit('lab.start')
    raw.emit('lab.start', 'not', 'a', 'function')
    raw.emit('no.such.event', {})
    expect(await page.ask('step.read', read)).toMatchObject({ ok: true })
    expect(await page.follow('tiny')).toMatchObject({ entry: { session: null } })
  })

  test.each([
    ['step.read', { ...read, step: '../tiny/01-first-request' }, 'step.unknown'],
    ['step.read', { ...read, step: '../../../../../etc' }, 'step.unknown'],
    ['step.read', { ...read, lab: '../labs/tiny' }, 'lab.unknown'],
    ['step.read', { ...read, lab: '__proto__' }, 'lab.unknown'],
    ['step.enter', { lab: 'tiny', step: '99-none' }, 'step.unknown'],
    ['lab.follow', { lab: 'none' }, 'lab.unknown'],
    ['lab.start', { lab: 'none' }, 'lab.unknown'],
    ['lab.reset', { lab: 'tiny', scope: 'lab' }, 'lab.stopped'],
    ['node.fault', { lab: 'tiny', node: 'client', act: 'power off' }, 'lab.stopped'],
    ['node.fault', { lab: 'tiny', node: 'client', act: 'cable out' }, 'lab.stopped'],
    ['block.run', { lab: 'tiny', step: read.step, block: '1' }, 'lab.stopped'],
    ['shell.attach', { lab: 'tiny', shell: 'client/1', cols: 80, rows: 24 }, 'lab.stopped'],
  ] as [keyof Requests, unknown, string][])('%s with %j: %s', async (event, payload, code) => {
    expect(await (await open()).ask(event, payload)).toMatchObject({
      ok: false,
      problem: { code, message: expect.any(String) as string },
    })
  })

  test('stopping what does not run is fine', async () => {
    expect(await (await open()).ask('lab.stop', { lab: 'tiny' })).toEqual({ ok: true, value: null })
  })
})
