import { EventEmitter } from 'node:events'
import { type Server as HttpServer, createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LabServer } from './connection'
import { createSocketServer } from './socket'
import { frame, openRaw } from './testing'

let http: HttpServer
let io: LabServer
const who = vi.fn(() => Promise.resolve<unknown>(null))
const raws: Socket[] = []

beforeEach(async () => {
  who.mockReset().mockResolvedValue(null)
  http = createServer()
  const access = { isOurHost: () => true, isOurOrigin: () => true, who }
  const classroom = Object.assign(new EventEmitter(), {
    people: new EventEmitter(),
    workspaces: { of: () => new Promise(() => undefined) },
  })
  io = createSocketServer(http, access as never, classroom as never)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  for (const raw of raws.splice(0)) raw.destroy()
  await io.close()
})

/** A web socket that says what it likes: what it hears, and whether the server has ended it. */
async function open() {
  const { port } = http.address() as AddressInfo
  const came = new Promise<EventEmitter>((resolve) => io.engine.once('connection', resolve))
  const raw = openRaw(port)
  raws.push(raw)
  const conn = await came
  const ended = vi.fn()
  conn.on('close', ended)
  let heard = ''
  raw.on('data', (chunk) => (heard += String(chunk)))
  return { raw, ended, heard: () => heard }
}

test('who is not let in hears why', async () => {
  const { raw, heard, ended } = await open()
  raw.write(frame('40'))
  await vi.waitFor(() => expect(heard()).toContain('unauthorized'), 10_000)
  await vi.waitFor(() => expect(ended).toHaveBeenCalled(), 10_000)
})

test('who asks again and again to be let in is looked up once', async () => {
  const { raw, ended } = await open()
  raw.write(Buffer.concat(Array.from({ length: 3000 }, () => frame('40'))))
  await vi.waitFor(() => expect(ended).toHaveBeenCalled(), 10_000)
  expect(who).toHaveBeenCalledOnce()
})

test('who asks for what is not there is answered once at most, so nothing piles up that they do not read', async () => {
  const { raw, ended, heard } = await open()
  raw.write(Buffer.concat(Array.from({ length: 100 }, (_, at) => frame(`40/none-${at},`))))
  await vi.waitFor(() => expect(ended).toHaveBeenCalled(), 10_000)
  await vi.waitFor(() => expect(raw.closed).toBe(true), 10_000)
  expect(heard().match(/Invalid namespace/g)?.length ?? 0).toBeLessThanOrEqual(1)
  expect(who).not.toHaveBeenCalled()
})

test('who is let in says as much as they like', async () => {
  who.mockResolvedValue({ person: 'ada', role: 'learner', name: 'Ada', class: null, login: 'x', expires: null })
  const { raw, ended, heard } = await open()
  raw.write(frame('40'))
  await vi.waitFor(() => expect(heard()).toContain('40{"sid"'), 10_000)
  for (let at = 0; at < 10; at++) raw.write(frame(`42${at}["none.such",{}]`))
  raw.write(frame('420["me.watch",7]'))
  await vi.waitFor(() => expect(heard()).toContain('request.shape'), 10_000)
  expect(ended).not.toHaveBeenCalled()
})
