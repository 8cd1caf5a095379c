import type { IncomingMessage } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Config } from '../config'
import { owner } from '../classes/people'
import { Access } from './access'

const state = mkdtempSync(join(tmpdir(), 'lvs-lab-'))
afterAll(() => rmSync(state, { recursive: true }))

const config: Config = {
  host: '127.0.0.1',
  port: 3000,
  portFixed: false,
  labs: '',
  state,
  database: null,
  classes: false,
  names: ['lab.example'],
  tls: null,
  proxied: false,
  memory: null,
  installation: 'abcd',
}
const access = new Access(config)
const request = (headers: IncomingMessage['headers']) => ({ headers }) as IncomingMessage

test('the token is kept, and only it is the token', () => {
  expect(new Access(config).token).toBe(access.token)
  expect(access.token).toMatch(/^[0-9a-f]{48}$/)
  expect(access.isToken(access.token)).toBe(true)
  for (const wrong of ['', access.token.slice(1), undefined, [access.token], 7])
    expect(access.isToken(wrong)).toBe(false)
})

test('the cookie of this installation lets the owner in, another one nobody', async () => {
  expect(await access.who(request({ cookie: `theme=dark; ${access.cookie}=${access.token}` }))).toEqual(owner)
  for (const cookie of [`lvs_lab_other=${access.token}`, `${access.cookie}=wrong`, undefined])
    expect(await access.who(request(cookie === undefined ? {} : { cookie }))).toBeNull()
})

test('only names of this machine are ours', () => {
  for (const host of ['127.0.0.1:3000', 'localhost:3000', '[::1]:3000', 'lab.example', 'lab.example:443'])
    expect(access.isOurHost(request({ host }))).toBe(true)
  for (const host of ['evil.example:3000', '127.0.0.1.evil.example', '192.0.2.1:3000', undefined])
    expect(access.isOurHost(request({ host }))).toBe(false)
})

test('only our own page is our origin; none at all is not', () => {
  const host = '127.0.0.1:3000'
  expect(access.isOurOrigin(request({ host, origin: 'http://127.0.0.1:3000' }))).toBe(true)
  for (const origin of ['http://127.0.0.1:3001', 'http://evil.example', 'null', undefined])
    expect(access.isOurOrigin(request({ host, origin }))).toBe(false)
})
