import { type Server as HttpServer, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Outflow } from './outflow'
import { frame, openRaw } from './testing'

let http: HttpServer
let server: Server
const port = () => (http.address() as AddressInfo).port

beforeEach(async () => {
  http = createServer()
  server = new Server(http, { transports: ['websocket'] })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
afterEach(() => server.close())

/** The next window to come, and what waits for it. */
const window = () =>
  new Promise<{ socket: Socket; outflow: Outflow }>((resolve) =>
    server.once('connection', (socket) => resolve({ socket, outflow: new Outflow(socket.conn, 'mallory') })),
  )

/** A window that reads nothing after its handshake. */
async function deaf() {
  const raw = openRaw(port())
  await new Promise((resolve) => raw.once('data', resolve))
  raw.pause().write(frame('40'))
  const { socket, outflow } = await window()
  const gone = vi.fn()
  socket.on('disconnect', gone)
  return { socket, outflow, gone, end: () => raw.destroy() }
}

/** Sends them answers in turn until one is let go; gives how many bytes each was sent, and whether they were said to be read. */
async function answer(windows: Awaited<ReturnType<typeof deaf>>[]) {
  const read = []
  let bytes = 0
  while (windows.every(({ gone }) => gone.mock.calls.length === 0) && bytes < 100e6) {
    for (const { socket } of windows) for (let each = 0; each < 100; each++) socket.emit('answer', 'x'.repeat(1000))
    read.push(windows[0]?.outflow.isRead)
    bytes += 100_000
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (const { end } of windows) end()
  return { bytes, read }
}

test('a window that reads nothing of what it asks for is let go before it costs much memory', async () => {
  const { bytes, read } = await answer([await deaf()])
  expect(bytes).toBeLessThan(20e6)
  expect([read[0], read.at(-1)]).toEqual([true, false])
})

test('several such windows of one person may cost no more together', async () => {
  const { bytes } = await answer([await deaf(), await deaf(), await deaf()])
  expect(bytes).toBeLessThan(12e6)
})

test('a window that reads may be sent as much as it likes', async () => {
  const browser = io(`http://127.0.0.1:${port()}`, { transports: ['websocket'] })
  const got = vi.fn()
  browser.on('answer', got)
  const { socket, outflow } = await window()
  for (let sent = 1; sent <= 40; sent++) {
    socket.emit('answer', Buffer.alloc(1024 * 1024))
    await vi.waitFor(() => expect(got).toHaveBeenCalledTimes(sent), 10_000)
  }
  expect([socket.connected, outflow.isRead]).toEqual([true, true])
  browser.disconnect()
})
