import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Native } from './native'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const native = new Native()
beforeAll(() => native.buildLoad())
afterAll(() => native.remove())

/** What the visitors of a server tell: lines `ok WHO` and `lost REASON`. */
type Told = string[]

/** Has `rate` visitors a second ask a server, of whom each is answered by `answer`, until `enough`. */
async function visit(
  { rate, keep, timeout = 1000 }: { rate: number; keep: boolean; timeout?: number },
  answer: (socket: Socket, request: number) => void,
  enough: (told: Told) => boolean,
): Promise<{ told: Told; connections: number; requests: number }> {
  let connections = 0
  let requests = 0
  const server = createServer((socket) => {
    connections++
    socket.on('error', () => undefined) // the visitor went away
    socket.on('data', () => answer(socket, requests++))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const load = native.start('lab-load', String(rate), keep ? 'keep' : 'close', String(timeout), url)
  const told: Told = []
  let [out, error] = ['', '']
  let ended = false
  load.stdout?.on('data', (chunk: Buffer) => {
    const lines = (out + chunk.toString('latin1')).split('\n')
    out = lines.pop() ?? ''
    told.push(...lines.map((line) => line.replace(/^\d+ \d+ /, '')))
  })
  load.stderr?.on('data', (chunk: Buffer) => (error += chunk.toString()))
  load.on('exit', () => (ended = true))
  try {
    await vi.waitUntil(() => ended || enough(told), { timeout: 60_000, interval: 20 })
    expect(error).toBe('')
    expect(ended).toBe(false)
    return { told, connections, requests }
  } finally {
    load.kill('SIGKILL')
    server.close()
  }
}

const chunked = (...parts: string[]) =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`

test('chunked answers on kept connections are answers', async () => {
  const answer = chunked('rs', '1\n', 'more')
  const { told, connections, requests } = await visit(
    { rate: 100, keep: true },
    (socket, request) => {
      // In pieces, cut anywhere.
      socket.write(answer.slice(0, request % answer.length))
      setImmediate(() => socket.write(answer.slice(request % answer.length)))
    },
    (lines) => lines.length >= 150,
  )
  expect(new Set(told)).toEqual(new Set(['ok rs1']))
  expect(connections).toBeLessThan(requests / 2)
})

test('an answer that is cut off is lost, and one that ends with its connection is not', async () => {
  const answers = [
    'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nrs1',
    chunked('rs1').slice(0, -2),
    'HTTP/1.1 200 OK\r\nX-Serv',
    'HTTP/1.1 200 OK\r\n\r\nrs2\n',
  ]
  const { told } = await visit(
    { rate: 100, keep: false },
    (socket, request) => socket.end(answers[request % 4] ?? ''),
    (lines) => lines.length >= 40,
  )
  expect(told.filter((line) => line === 'lost reset').length).toBeGreaterThanOrEqual(25)
  expect(new Set(told)).toEqual(new Set(['lost reset', 'ok rs2']))
})

test('an answer without end takes no other’s turn, and ends with its time', async () => {
  const starts = [
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n',
    'HTTP/1.1 200 OK\r\nX-Server: ',
    '',
  ]
  const flood = Buffer.alloc(1 << 20, 'a')
  const { told } = await visit(
    { rate: 50, keep: true, timeout: 500 },
    (socket, request) => {
      const start = starts[request % 8]
      if (start === undefined) return void socket.write(chunked('rs1'))
      const pour = () => {
        while (socket.writable && socket.write(flood));
        socket.once('drain', pour)
      }
      socket.write(start)
      pour()
    },
    (lines) =>
      ['lost timeout', 'lost malformed'].every((line) => lines.includes(line)) &&
      lines.filter((line) => line === 'ok rs1').length >= 40,
  )
  expect(new Set(told)).toEqual(new Set(['ok rs1', 'lost timeout', 'lost malformed']))
})

/** Numbers that a seed determines (mulberry32). */
function below(seed: number): (most: number) => number {
  let state = seed
  return (most) => {
    state = (state + 0x6d2b79f5) | 0
    let word = Math.imul(state ^ (state >>> 15), 1 | state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return ((word ^ (word >>> 14)) >>> 0) % most
  }
}

/** A right answer of which some bytes are others, are missing, or stand twice. */
function mutated(seed: number): Buffer {
  const any = below(seed)
  const bytes = [...Buffer.from(any(2) ? chunked('rs1', 'more') : 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nrs1\n')]
  for (let changes = any(6); changes > 0; changes--) {
    const at = any(bytes.length)
    if (any(3) === 0) bytes[at] = any(256)
    else if (any(2) === 0) bytes.splice(at, 1 + any(5))
    else bytes.splice(at, 0, ...bytes.slice(at, at + any(20)))
  }
  return Buffer.from(bytes)
}

test('a thousand mutated answers by seed, and the next right one is an answer', async () => {
  const cases = 1000
  const { told } = await visit(
    { rate: 400, keep: true, timeout: 200 },
    (socket, request) => {
      if (request >= cases) return void socket.end(chunked('right'))
      const answer = mutated(request)
      // Some are cut off, others wait for their time to be up.
      if (request % 3) socket.end(answer)
      else socket.write(answer)
    },
    (lines) => lines.filter((line) => line === 'ok right').length >= 5,
  )
  expect(told.every((line) => /^(ok .{1,63}|lost (reset|timeout|malformed|\d{3}))$/.test(line))).toBe(true)
})

// A failure names its seed: `fuzz_answer SEED 1` does it again.
test('answers by seed say the same in whatever pieces they come, and right ones what they are', async () => {
  const halves = await Promise.all(['1', '1001'].map((first) => native.run('fuzz_answer', first, '1000')))
  expect(halves).toEqual(['1000 cases\n', '1000 cases\n'])
})
