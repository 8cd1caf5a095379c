import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Member } from '../support/class'
import { firstStart } from '../support/engine'
import { HeldClass } from '../support/held-class'

/** Another site has a visitor's browser ask for things here, so that the visitor, or everybody behind their address, is locked out. */

let held: HeldClass
let member: Member
beforeAll(async () => {
  held = await HeldClass.open()
  member = await held.join()
}, firstStart)
afterAll(() => held.remove())

type Headers = Record<string, string>
/** What a browser says of requests that a page of another site causes. */
const caused: [what: string, headers: Headers][] = [
  ['an image', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a fetch', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ['a frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  [
    'a script of another port',
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
  ],
  [
    'a speculative visit',
    {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'sec-purpose': 'prefetch',
    },
  ],
]
const followed = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

/** `fetch` lets nobody set these headers. */
function get(
  url: string,
  headers: Headers,
  method = 'GET',
): Promise<{ status: number; code: string; cookies: number }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, method }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => (body += text))
      answer.on('end', () => {
        const status = answer.statusCode ?? 0
        const code = status < 400 ? '' : (JSON.parse(body) as { code: string }).code
        resolve({ status, code, cookies: answer.headers['set-cookie']?.length ?? 0 })
      })
    })
    asked.on('error', reject).end(method === 'POST' ? '{}' : undefined)
  })
}
const wrong = (headers: Headers) => get(`${held.server.url}/enter?token=wrong`, headers)

test.each(caused)('twenty requests by %s are refused, and nobody is locked out', async (_what, headers) => {
  for (let count = 0; count < 20; count++)
    expect(await wrong(headers)).toMatchObject({ status: 403, code: 'access.forced' })
  expect(await get(member.link, {})).toMatchObject({ status: 302, cookies: 1 })
})

test.each(caused)('%s does not log anybody in, with the right link either', async (_what, headers) => {
  expect(await get(member.link, headers)).toMatchObject({ status: 403, cookies: 0 })
})

test('another site’s guesses at a join code are refused, and nobody is locked out', async () => {
  for (const [, headers] of caused)
    for (let count = 0; count < 4; count++)
      expect(await get(`${held.server.url}/join`, { ...headers, origin: held.server.url }, 'POST')).toMatchObject({
        status: 403,
      })
  expect((await held.join()).cookie).not.toBe('')
})

test('who follows a link on another site is let in', async () => {
  expect(await get(member.link, followed)).toMatchObject({ status: 302, cookies: 1 })
})

test('a site that opens twenty wrong links in a window locks nobody out', async () => {
  for (let count = 0; count < 20; count++)
    expect(await wrong(followed)).toMatchObject({ status: 403, code: 'access.token' })
  expect(await get(member.link, followed)).toMatchObject({ status: 302 })
})

test('what does not say how it came about is counted as ever', async () => {
  for (let count = 0; count < 10; count++) expect(await wrong({})).toMatchObject({ status: 403, code: 'access.token' })
  for (const headers of [{}, followed]) expect(await get(member.link, headers)).toMatchObject({ status: 429 })
})
