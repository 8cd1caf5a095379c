import type { Duplex } from 'node:stream'
import type Docker from 'dockerode'
import { log } from '../log'
import type { Kinds } from './frames'
import { Cutter, DockerCutter, ProtocolError, sentLimitBytes } from './frames'
import type { Meter } from './meter'
import { within } from '../timeout'
import { plain } from '../text'

/** Why a connection is over: in words, and whether what came was not what an agent says. */
export interface Closed {
  reason: string
  garbled: boolean
}

/** A connection to a node's agent: `docker exec lab-agent connect`, its frames both ways. Whoever opens it closes it. */
export interface Pipe {
  /** False: the node has not taken what was written before, and this is dropped. */
  write(frame: Buffer): boolean
  /** Bytes written that the node has not taken yet. */
  readonly waiting: number
  /** Stops and goes on reading: the node waits meanwhile. */
  pause(): void
  resume(): void
  close(why?: Closed): void
}

export interface PipeEvents {
  /** May throw ProtocolError: that ends the connection. */
  frame(kind: string, payload: Buffer): void
  /** Everything written has been taken, after more than a stream's buffer had waited. */
  drained?(): void
  /** Called once. */
  closed(why: Closed): void
}

/** Address of the agent as seen in the container: a guest's at the far end of the management link. */
const addresses = { own: '169.254.100.2:7', host: '/run/lab/agent.sock' } as const

/** Milliseconds that the engine may take to begin an exec. */
const openMs = 60_000
/** Bytes that one connection may write on stderr: the agent says a line there at most. */
const stderrLimitBytes = 64 * 1024
/** Bytes that a node may owe us to take in. */
const owedLimitBytes = 2 * sentLimitBytes

/** Has the agent reached from within the container, where it is waited for up to `seconds`. */
async function dial(container: Docker.Container, kernel: 'own' | 'host', seconds: number): Promise<Duplex> {
  const exec = await container.exec({
    Cmd: ['lab-agent', 'connect', addresses[kernel], String(seconds)],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  })
  return exec.start({ hijack: true, stdin: true })
}

/** How a connection is opened: to which kernel's agent, and what may come on it. */
interface PipeOptions {
  kernel: 'own' | 'host'
  /** Seconds that the agent may take to come up. */
  seconds: number
  kinds: Kinds
  meter: Meter
}

/** How the engine's runtime (runc) begins its words when an exec fails. */
const entryRefused = Buffer.from('OCI runtime')

/** Opens a connection and tells `listen` of it. Rejects when the engine cannot; whether an agent answers, the frames tell. */
export async function openPipe(
  container: Docker.Container,
  { kernel, seconds, kinds, meter }: PipeOptions,
  listen: (pipe: Pipe) => PipeEvents,
): Promise<Pipe> {
  const stream = await within(
    openMs,
    dial(container, kernel, seconds),
    () => new Error('the engine did not begin it in time'),
    (late) => late.destroy(),
  )
  let said = ''
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
  const pipe: Pipe = {
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
  const events = listen(pipe)

  let complained = 0
  const complain = (piece: Buffer) => {
    complained += piece.length
    if (complained > stderrLimitBytes) throw new ProtocolError('it writes without end on stderr')
    said = (said + piece.toString('utf8', Math.max(0, piece.length - 500))).slice(-500)
  }
  let frames = 0
  const inner = new Cutter(kinds, (kind, payload) => {
    frames++
    if (!over) events.frame(kind, payload)
  })
  let begun = false
  const outer = new DockerCutter((source, piece) => {
    if (source === 'stderr') return complain(piece)
    // The engine could not enter the container, which ends or begins just now, and says so where the agent would answer.
    if (!begun && piece.subarray(0, entryRefused.length).equals(entryRefused))
      return finish({ reason: plain(piece.toString(), 200), garbled: false })
    begun = true
    inner.push(piece)
  })
  const held = { pause: () => hold('meter', true), resume: () => hold('meter', false) }
  stream.on('data', (chunk: Buffer) => {
    if (over) return
    frames = 0
    try {
      outer.push(chunk)
    } catch (error) {
      return fail(error)
    }
    if (!over) meter.count(held, chunk.length, frames)
  })
  stream.on('drain', () => events.drained?.())
  const gone = () => finish({ reason: plain(said, 200) || 'the node went away', garbled: false })
  stream.on('end', gone)
  stream.on('close', gone)
  stream.on('error', (error) => finish({ reason: plain(said, 200) || error.message, garbled: false }))
  return pipe
}
