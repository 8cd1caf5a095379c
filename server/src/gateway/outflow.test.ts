import { type Server as HttpServer, createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Outflow } from './outflow'

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
    server.once('connection', (socket) => resolve({ socket, outflow: new Outflow(socket.conn) })),
  )

/** A text frame of a browser (RFC 6455, 5.2), masked with zeros. */
const frame = (text: string) => Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])

test('a window that reads nothing of what it asks for is let go before it costs much memory', async () => {
  const raw = connect(port(), '127.0.0.1')
  const head = [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
  ]
  raw.write([...head, 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${'A'.repeat(22)}==`, '', ''].join('\r\n'))
  await new Promise((resolve) => raw.once('data', resolve))
  raw.pause().write(frame('40'))
  const { socket, outflow } = await window()
  const gone = vi.fn()
  socket.on('disconnect', gone)
  const answer = 'x'.repeat(1000)
  let sent = 0
  const read = []
  while (gone.mock.calls.length === 0 && sent < 100_000) {
    for (let each = 0; each < 100; each++) socket.emit('answer', answer)
    read.push(outflow.isRead)
    sent += 100
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(gone).toHaveBeenCalled()
  expect([read[0], read.at(-1)]).toEqual([true, false])
  raw.destroy()
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
