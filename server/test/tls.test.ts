import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { request as plainRequest } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ClassView } from '@contract/classroom'
import { findProgram } from '../bin/system.mjs'
import { home } from '../src/config'
import { fixtureLabs } from '../src/content/testing'
import { makeClass } from './support/class'
import { firstStart, openTestEngine } from './support/engine'
import { Page, cookieOf, openSocket } from './support/page'
import type { Running } from './support/process'
import { Installation } from './support/process'

/** Encrypted: by the server itself, and by the nginx that README describes. */

const name = 'lab.example.org'
const folder = mkdtempSync(join(tmpdir(), 'lvs-lab-tls-'))
const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
let installation: Installation

beforeAll(async () => {
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name},IP:127.0.0.1`]
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject]
  execFileSync('openssl', made, { stdio: 'pipe' })
  installation = new Installation(await openTestEngine(), fixtureLabs)
  await installation.command(['list'])
}, firstStart)
afterAll(async () => {
  await installation.remove()
  rmSync(folder, { recursive: true, force: true })
})

interface Said {
  status: number
  body: string
  cookies: string[]
}

/** Asks over TLS, from any address of this machine and with any headers. */
function ask(
  url: string,
  options: { headers?: Record<string, string>; from?: string; body?: object } = {},
): Promise<Said> {
  const { headers = {}, from, body } = options
  const send = url.startsWith('https:') ? request : plainRequest
  return new Promise((resolve, reject) => {
    const asked = send(
      url,
      {
        method: body ? 'POST' : 'GET',
        headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
        ...(from && { localAddress: from }),
        ca: readFileSync(cert),
        servername: name,
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => (text += part))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: text, cookies: answer.headers['set-cookie'] ?? [] }),
        )
      },
    )
    asked.on('error', reject).end(body && JSON.stringify(body))
  })
}

/** Joins, and has an answer over the web socket, as a browser at that origin would. */
async function joins(url: string, origin: string, course: ClassView, who: string): Promise<void> {
  const host = new URL(origin).host
  const { status, cookies } = await ask(`${url}/join`, {
    headers: { origin, host },
    body: { code: course.code, name: who },
  })
  expect([status, cookies[0]]).toEqual([200, expect.stringMatching(/; HttpOnly; Secure; SameSite=Strict$/)])
  const cookie = cookies[0]?.split(';')[0] ?? ''
  const page = Page.over(await openSocket(url, { cookie, origin, host }))
  expect(await page.get('me.watch', {})).toMatchObject({ name: who })
  page.close()
  await expect(openSocket(url, { cookie, origin: 'https://evil.example', host })).rejects.toThrow()
}

describe('the server with a certificate', () => {
  test('serves the page, the class and the socket, and its cookies go over TLS only', async () => {
    const server = await installation.serve(['--class', '--tls-cert', cert, '--tls-key', key, '--name', name])
    expect(server.url).toMatch(/^https:/)
    expect(JSON.parse((await ask(`${server.url}/health`)).body)).toMatchObject({ classes: true })
    // The link names the server as others reach it.
    const link = new URL(server.link)
    expect(link.hostname).toBe(name)
    const entered = await ask(`${server.url}${link.pathname}${link.search}`)
    expect(entered.cookies[0]).toContain('; Secure;')
    const instructor = Page.over(
      await openSocket(server.url, { cookie: entered.cookies[0]?.split(';')[0] ?? '', origin: server.url }),
    )
    const course = await makeClass(instructor)
    await joins(server.url, server.url, course, 'By address')
    await joins(server.url, `https://${name}:${new URL(server.url).port}`, course, 'By name')
    instructor.close()
    // A second start finds the first, certificate and all.
    const second = await installation.command(['serve', '--class', '--tls-cert', cert, '--tls-key', key])
    expect(second).toMatchObject({ status: 0, stdout: expect.stringContaining('runs already') as string })
    server.child.kill('SIGTERM')
    await server.ended
  })

  test.each([
    ['a key that belongs to another', ['--tls-cert', cert, '--tls-key', cert]],
    ['a file that is not there', ['--tls-cert', join(folder, 'none'), '--tls-key', key]],
    ['a certificate without a key', ['--tls-cert', cert]],
  ])('%s ends with a cure', async (_what, options) => {
    const { status, stderr } = await installation.command(['serve', '--class', ...options])
    expect([status, stderr]).toEqual([2, expect.stringMatching(/lvs-lab: .*(certificate|TLS)[\s\S]*cure: /)])
  })
})

/** README's configuration, with a port, a backend and a certificate of the test's. */
function readmeConfiguration(port: number, backend: string): string {
  const block = /```nginx\n([\s\S]*?)```/.exec(readFileSync(join(home, 'README.md'), 'utf8'))?.[1] ?? ''
  const changes: [RegExp, string][] = [
    [/listen 443 ssl;/, `listen 127.0.0.1:${port} ssl;`],
    [/ssl_certificate [^;]+;/, `ssl_certificate ${cert};`],
    [/ssl_certificate_key [^;]+;/, `ssl_certificate_key ${key};`],
    [/http:\/\/127\.0\.0\.1:3000/, backend],
  ]
  const changed = changes.reduce((text, [from, to]) => {
    expect(text).toMatch(from)
    return text.replace(from, to)
  }, block)
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (what) => `${what}_temp_path ${folder}/${what};`,
  )
  const http = `access_log off; ${temp.join(' ')}\n${changed}`
  return `daemon off; user root; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr;\nevents {}\nhttp { ${http} }\n`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

describe('behind the nginx of README', () => {
  let server: Running & { url: string; link: string }
  let nginx: ChildProcess
  let front: string
  let course: ClassView

  beforeAll(async () => {
    server = await installation.serve(['--class', '--proxied', '--name', name])
    const port = await freePort()
    front = `https://127.0.0.1:${port}`
    const file = join(folder, 'nginx.conf')
    // The worker is the test's own user: its folder is nobody else's.
    writeFileSync(
      file,
      readmeConfiguration(port, server.url).replace('user root; ', process.getuid?.() === 0 ? 'user root; ' : ''),
    )
    nginx = spawn(findProgram('nginx') ?? 'nginx', ['-p', folder, '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    nginx.stderr?.on('data', (text: Buffer) => (said += text.toString()))
    await vi.waitFor(
      async () => {
        if (nginx.exitCode !== null) throw new Error(said)
        expect((await ask(`${front}/health`)).status).toBe(200)
      },
      { timeout: 20_000 },
    )
    // The first start has shown the instructor's link; this one does not.
    const link = new URL((await installation.command(['instructor', 'Second'])).stdout.trim())
    expect(link.origin).toBe(`https://${name}`)
    const instructor = await Page.with(server.url, await cookieOf(`${server.url}${link.pathname}${link.search}`))
    course = await makeClass(instructor)
    instructor.close()
  })
  afterAll(async () => {
    nginx.kill('SIGTERM')
    if (nginx.exitCode === null) await once(nginx, 'exit')
    server.child.kill('SIGTERM')
    await server.ended
  })

  test('people join and work over its TLS, web sockets included', async () => {
    await joins(front, `https://${name}:${new URL(front).port}`, course, 'Li Na')
  })

  test('ten wrong codes from one source lock out that source, and nobody else, whatever it claims to be', async () => {
    const origin = `https://${name}:${new URL(front).port}`
    const join = (from: string, code: string, who: string, claimed?: string) =>
      ask(`${front}/join`, {
        from,
        headers: { origin, host: new URL(origin).host, ...(claimed && { 'x-forwarded-for': claimed }) },
        body: { code, name: who },
      })
    for (let guess = 0; guess < 10; guess++)
      expect((await join('127.0.0.2', '0000-0000', 'Guesser', `192.0.2.${guess}`)).status).toBe(404)
    expect((await join('127.0.0.2', course.code, 'Guesser', '192.0.2.99')).status).toBe(429)
    // Links are counted apart.
    expect((await ask(`${front}/enter?token=x`, { from: '127.0.0.2' })).status).toBe(403)
    expect((await join('127.0.0.3', course.code, 'Honest')).status).toBe(200)
  })
})

test('without --proxied nobody is believed about where they come from', async () => {
  const server = await installation.serve(['--class'])
  const guess = (claimed: string) =>
    ask(`${server.url}/enter?token=wrong`, { headers: { 'x-forwarded-for': claimed, 'x-forwarded-proto': 'https' } })
  for (let at = 0; at < 10; at++) expect((await guess(`192.0.2.${at}`)).status).toBe(403)
  expect((await guess('192.0.2.200')).status).toBe(429)
  expect(server.printed.stderr).not.toContain('ValidationError')
  server.child.kill('SIGTERM')
  await server.ended
})
