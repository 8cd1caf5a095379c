import type { Duplex } from 'node:stream'
import { ProtocolError } from '../errors'
import { log } from '../log'
import type { Meter } from '../meter'
import { plain } from '../text'
import { FrameReader } from './frames'
import { type Kinds, frameBytes } from './protocol'

/** What an agent prints and takes in, and why it could not be reached, in one line, where that is known. */
export type AgentStream = Duplex & { readonly complaint?: string }

/** Why a connection is over: in words, and whether what came was not what an agent says. */
export interface Closed {
  reason: string
  garbled: boolean
}

/** A connection to a node's agent: its frames both ways. Whoever opens it closes it. */
export interface AgentConnection {
  /** False: the node has not taken what was written before, and this is dropped. */
  write(frame: Buffer): boolean
  /** Bytes written that the node has not taken yet. */
  readonly waiting: number
  /** Stops and goes on reading: the node waits meanwhile. */
  pause(): void
  resume(): void
  close(why?: Closed): void
}

export interface ConnectionEvents {
  /** May throw ProtocolError: that ends the connection. */
  frame(kind: string, payload: Buffer): void
  /** Everything written has been taken, after more than a stream's buffer had waited. */
  drained?(): void
  /** Called once. */
  closed(why: Closed): void
}

/** Bytes that a node may owe us to take in. */
const owedLimitBytes = 2 * frameBytes.payload

/** Makes a stream a connection, on which these kinds of frames may come, and tells `listen` of it. Whether an agent answers, the frames tell. */
export function openConnection(
  stream: AgentStream,
  { kinds, meter }: { kinds: Kinds; meter: Meter },
  listen: (connection: AgentConnection) => ConnectionEvents,
): AgentConnection {
  let over = false
  const finish = (why: Closed) => {
    if (over) return
    over = true
    stream.destroy()
    events.closed(why)
  }
  const fail = (error: unknown) => {
    if (error instanceof ProtocolError) return finish({ reason: plain(error.message, 200), garbled: true })
    // Ours: it must end this connection and not the server.
    log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a node’s frame could not be taken in')
    finish({ reason: 'a defect of LVS Lab', garbled: false })
  }

  const holds = new Set<'reader' | 'meter'>()
  const hold = (by: 'reader' | 'meter', on: boolean) => {
    if (on) holds.add(by)
    else holds.delete(by)
    if (holds.size > 0) stream.pause()
    else stream.resume()
  }
  const connection: AgentConnection = {
    write(bytes) {
      if (over || stream.writableLength + bytes.length > owedLimitBytes) return false
      stream.write(bytes)
      return true
    },
    get waiting() {
      return stream.writableLength
    },
    pause: () => hold('reader', true),
    resume: () => hold('reader', false),
    close: (why = { reason: 'closed', garbled: false }) => finish(why),
  }
  const events = listen(connection)

  let frames = 0
  const reader = new FrameReader(kinds, (kind, payload) => {
    frames++
    if (!over) events.frame(kind, payload)
  })
  const held = { pause: () => hold('meter', true), resume: () => hold('meter', false) }
  stream.on('data', (chunk: Buffer) => {
    if (over) return
    frames = 0
    const began = performance.now()
    try {
      reader.push(chunk)
    } catch (error) {
      return fail(error)
    }
    if (!over) meter.count(held, chunk.length, frames, performance.now() - began)
  })
  stream.on('drain', () => events.drained?.())
  const gone = (reason: string) => finish({ reason: stream.complaint || reason, garbled: false })
  stream.on('end', () => gone('the node went away'))
  stream.on('close', () => gone('the node went away'))
  stream.on('error', (error) => (error instanceof ProtocolError ? fail(error) : gone(error.message)))
  return connection
}
