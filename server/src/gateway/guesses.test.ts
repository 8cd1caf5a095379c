import type { AddressInfo } from 'node:net'
import { type Server, request } from 'node:http'
import express from 'express'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { toProblem } from '../errors'
import { guesses } from './guesses'

/** A server where `/right` and `/slow` are right guesses, the slow one answered when it is released. */
let server: Server
let release: () => void
/** Requests that came and that are over, and most that were looked at together. */
let seen: { came: number; over: number; inside: number; most: number }

let what: 'link' | 'code' = 'code'

async function open() {
  seen = { came: 0, over: 0, inside: 0, most: 0 }
  const held = new Promise<void>((resolve) => (release = resolve))
  const app = express()
  app.set('trust proxy', 'loopback')
  app.use((_asked, answer, next) => {
    seen.came++
    answer.once('close', () => seen.over++)
    next()
  })
  app.get('/:guess', ...guesses(what), async ({ path }, answer) => {
    seen.most = Math.max(seen.most, ++seen.inside)
    if (path === '/slow') await held
    seen.inside--
    answer.sendStatus(path === '/taken' ? 409 : path === '/wrong' ? 404 : 200)
  })
  const refuse: express.ErrorRequestHandler = (error, _asked, answer, _next) =>
    void answer.status(429).json(toProblem(error))
  app.use(refuse)
  await new Promise<void>((resolve) => (server = app.listen(0, '127.0.0.1', () => resolve())))
}
beforeEach(() => open())
afterEach(() => new Promise((resolve) => server.close(resolve)))

const guess = (path: string, from: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    const headers = { 'x-forwarded-for': from }
    const asked = request({ port, path, headers, agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.on('error', reject).end()
  })
const times = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at))

test('after ten wrong guesses the right one is refused, to that source alone', async () => {
  for (const wrong of times(10, () => '/wrong')) expect(await guess(wrong, '192.0.2.1')).toBe(404)
  expect(await guess('/right', '192.0.2.1')).toBe(429)
  expect(await guess('/right', '192.0.2.2')).toBe(200)
})

test('two hundred wrong guesses altogether are too many for everybody', async () => {
  const sources = times(20, (at) => `192.0.2.${at}`)
  for (const from of sources) for (let at = 0; at < 10; at++) expect(await guess('/wrong', from)).toBe(404)
  expect(await guess('/right', '198.51.100.1')).toBe(429)
})

test('however many links are guessed elsewhere, who has one is let in', async () => {
  await new Promise((resolve) => server.close(resolve))
  what = 'link'
  await open()
  what = 'code'
  const sources = times(20, (at) => `192.0.2.${at}`)
  for (const from of sources) for (let at = 0; at < 10; at++) expect(await guess('/wrong', from)).toBe(404)
  expect(await guess('/right', '192.0.2.1')).toBe(429)
  expect(await guess('/right', '198.51.100.1')).toBe(200)
})

test('a class that comes at once from one address is let in, however long each takes', async () => {
  const coming = times(40, (at) => guess(at % 4 === 0 ? '/taken' : '/slow', '192.0.2.1'))
  await vi.waitFor(() => expect(seen.came).toBe(40))
  release()
  expect(new Set(await Promise.all(coming))).toEqual(new Set([200, 409]))
})

test('one source waits for itself and for nobody else; who goes away meanwhile is skipped', async () => {
  const first = guess('/slow', '192.0.2.1')
  await vi.waitFor(() => expect(seen.inside).toBe(1))
  const { port } = server.address() as AddressInfo
  const leaving = request({ port, path: '/right', headers: { 'x-forwarded-for': '192.0.2.1' }, agent: false })
  leaving.on('error', () => undefined).end() // it is meant to break
  await vi.waitFor(() => expect(seen.came).toBe(2))
  leaving.destroy()
  await vi.waitFor(() => expect(seen.over).toBe(1))
  const next = guess('/right', '192.0.2.1')
  await vi.waitFor(() => expect(seen.came).toBe(3))
  expect(seen.most).toBe(1)
  expect(await guess('/right', '192.0.2.2')).toBe(200)
  expect(seen).toMatchObject({ inside: 1, over: 2 })
  release()
  expect(await Promise.all([first, next])).toEqual([200, 200])
})

test('guesses at the same time do not slip past the count', async () => {
  const answers = await Promise.all(times(40, () => guess('/wrong', '192.0.2.1')))
  expect(answers.filter((status) => status === 404)).toHaveLength(10)
})
