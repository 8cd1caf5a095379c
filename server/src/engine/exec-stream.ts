import { Duplex } from 'node:stream'
import type Docker from 'dockerode'
import { ProtocolError } from '../errors'
import { plain } from '../text'
import { within } from '../timeout'
import { engineCall } from './engine'

/** Milliseconds that the engine may take to begin an exec. */
const beginMs = 60_000
/** Bytes that a program may write on stderr: whoever reads a stream expects a line there at most. */
const stderrLimitBytes = 64 * 1024
/** Bytes of it that are kept: the last. */
const keptBytes = 500
/**
 * An exec that cannot begin: the engine says why where the program would print, in one line that ends with CR and LF
 * (moby, api/server/router/container/exec.go). Its runtime's words differ: no such file, or a container just stopped.
 */
const refusal = /^[\x20-\x7e\t\n]{1,4096}\r\n$/

/**
 * Undoes Docker's own framing of an exec without a terminal (1 byte stream, 3 zero, 4 length): each piece is passed on as it
 * comes, so that nothing is kept. `push` throws ProtocolError where no such frame begins.
 */
export class OutputDemuxer {
  private readonly head = Buffer.alloc(8)
  private headFilled = 0
  private left = 0

  constructor(private readonly each: (stream: 'stdout' | 'stderr', piece: Buffer) => void) {}

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      if (this.left === 0) {
        const part = chunk.copy(this.head, this.headFilled, at)
        this.headFilled += part
        at += part
        if (this.headFilled < this.head.length) return
        if (this.head.readUInt32BE(0) & 0xfcffffff) throw new ProtocolError('the engine begins a frame of no kind')
        this.headFilled = 0
        this.left = this.head.readUInt32BE(4)
        continue
      }
      const piece = chunk.subarray(at, at + this.left)
      this.left -= piece.length
      at += piece.length
      // 0 is stdin, which an engine never sends; 3 is an error of its own.
      this.each((this.head[0] ?? 0) <= 1 ? 'stdout' : 'stderr', piece)
    }
  }
}

/**
 * A program that runs in a container: its stdin and stdout. What it wrote on stderr, or the engine said in its place, is its
 * `complaint`. An error that is a ProtocolError is the program's doing.
 */
export class ExecStream extends Duplex {
  private said = ''
  private saidBytes = 0
  private begun = false
  private ended = false

  /** `hijacked`: the engine's connection, with Docker's framing on what comes. It is closed with this. */
  constructor(private readonly hijacked: Duplex) {
    super()
    const demuxer = new OutputDemuxer((source, piece) => this.receive(source, piece))
    hijacked.on('data', (chunk: Buffer) => {
      try {
        if (!this.ended) demuxer.push(chunk)
      } catch (error) {
        this.destroy(error as Error)
      }
    })
    const finish = () => this.finish()
    hijacked
      .on('end', finish)
      .on('close', finish)
      .on('error', (error) => this.destroy(error))
  }

  /** In one line; empty where nothing was said. */
  get complaint(): string {
    return plain(this.said, 200)
  }

  private receive(source: 'stdout' | 'stderr', piece: Buffer): void {
    if (this.ended) return
    if (source === 'stderr') return this.hear(piece)
    if (!this.begun && piece.length <= 4098 && refusal.test(piece.toString('latin1'))) {
      this.said = piece.toString('latin1')
      return this.finish()
    }
    this.begun = true
    if (!this.push(piece)) this.hijacked.pause()
  }

  private hear(piece: Buffer): void {
    this.saidBytes += piece.length
    if (this.saidBytes > stderrLimitBytes) throw new ProtocolError('it writes without end on stderr')
    this.said = (this.said + piece.toString('utf8', Math.max(0, piece.length - keptBytes))).slice(-keptBytes)
  }

  private finish(): void {
    if (this.ended) return
    this.ended = true
    this.push(null)
  }

  override _read(): void {
    this.hijacked.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.hijacked.write(chunk, done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.ended = true
    this.hijacked.destroy()
    done(error)
  }
}

/** Runs a program in a container and gives its stream; whoever calls closes it. `doing` says what for, in errors. */
export function openExec(container: Docker.Container, doing: string, command: string[]): Promise<ExecStream> {
  const begin = async (): Promise<Duplex> => {
    const options = { Cmd: command, AttachStdin: true, AttachStdout: true, AttachStderr: true }
    return (await container.exec(options)).start({ hijack: true, stdin: true })
  }
  return engineCall(doing, async () => {
    const late = () => new Error('the engine did not begin it in time')
    return new ExecStream(await within(beginMs, begin(), late, (stream) => stream.destroy()))
  })
}
