import { Duplex } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { ProtocolError } from '../errors'
import { ExecStream, OutputDemuxer } from './exec-stream'

/** Docker's framing around what an exec prints. `stream`: 1 stdout, 2 stderr. */
function wrapped(bytes: Buffer | string, stream = 1): Buffer {
  const body = Buffer.from(bytes)
  const head = Buffer.alloc(8)
  head[0] = stream
  head.writeUInt32BE(body.length, 4)
  return Buffer.concat([head, body])
}

test('Docker’s frames tell stdout from stderr, and pass on what there is of them', () => {
  const seen: [string, string][] = []
  const demuxer = new OutputDemuxer((stream, piece) => seen.push([stream, piece.toString()]))
  demuxer.push(Buffer.from([1, 0, 0, 0, 0, 0, 0, 2, 104, 105, 2, 0, 0, 0, 0, 0, 0, 2, 33]))
  demuxer.push(Buffer.from('?'))
  demuxer.push(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]))
  expect(seen).toEqual([
    ['stdout', 'hi'],
    ['stderr', '!'],
    ['stderr', '?'],
  ])
  expect(() => demuxer.push(Buffer.from('HTTP/1.1'))).toThrow(ProtocolError)
})

/** An exec whose engine is the test: what was written to it, and all that it tells. */
function opened() {
  const written: string[] = []
  const write = (chunk: Buffer, _: unknown, done: () => void) => {
    written.push(chunk.toString())
    done()
  }
  const engine = new Duplex({ read: () => undefined, write })
  const stream = new ExecStream(engine)
  const seen = { out: '', ended: false, error: undefined as unknown }
  const listen = () =>
    stream
      .on('data', (chunk: Buffer) => (seen.out += chunk.toString()))
      .on('end', () => (seen.ended = true))
      .on('error', (error) => (seen.error = error))
  return { engine, stream, written, seen, listen }
}

test('stdout comes as it is, stdin goes as it is, and the end comes last', async () => {
  const { engine, stream, written, seen, listen } = opened()
  listen()
  stream.write('asked')
  engine.push(Buffer.concat([wrapped('one '), wrapped('two')]))
  engine.push(null)
  await vi.waitFor(() => expect(seen.ended).toBe(true))
  expect({ written, ...seen, complaint: stream.complaint }).toEqual({
    written: ['asked'],
    out: 'one two',
    ended: true,
    error: undefined,
    complaint: '',
  })
})

test('what is complained of is known at the end, in one line', async () => {
  const { engine, stream, seen, listen } = opened()
  listen()
  engine.push(wrapped('lab-agent: nothing ', 2))
  engine.push(wrapped('answers\n', 2))
  engine.push(null)
  await vi.waitFor(() => expect(seen.ended).toBe(true))
  expect(stream.complaint).toBe('lab-agent: nothing answers')
})

test.each([
  'OCI runtime exec failed: exec failed: unable to start container process: no such file: unknown',
  'cannot exec in a stopped container: unknown',
])('a program that cannot be begun is an end with the engine’s words, and prints nothing: %s', async (words) => {
  const { engine, stream, seen, listen } = opened()
  listen()
  engine.push(wrapped(`${words}\r\n`))
  await vi.waitFor(() => expect(seen.ended).toBe(true))
  expect([seen.out, stream.complaint]).toEqual(['', words])
})

test.each([
  ['writes without end on stderr', Array.from({ length: 65 }, () => wrapped(Buffer.alloc(1024, 'x'), 2))],
  ['comes in no frame', [Buffer.from('HTTP/1.1 500 ')]],
])('what %s is the program’s doing', async (_, chunks) => {
  const { engine, stream, seen, listen } = opened()
  listen()
  for (const chunk of chunks) engine.push(chunk)
  await vi.waitFor(() => expect(seen.error).toBeInstanceOf(ProtocolError))
  expect([stream.destroyed, engine.destroyed]).toEqual([true, true])
})

test('a reader that waits makes the engine wait, and misses nothing', async () => {
  const { engine, stream, seen, listen } = opened()
  listen()
  stream.pause()
  const piece = 'x'.repeat(10_000)
  for (let count = 0; count < 100; count++) engine.push(wrapped(piece))
  await vi.waitFor(() => expect(engine.isPaused()).toBe(true))
  expect(stream.readableLength).toBeLessThan(200_000)
  stream.resume()
  await vi.waitFor(() => expect(seen.out).toHaveLength(100 * piece.length))
})
