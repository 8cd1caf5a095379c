import { io } from 'socket.io-client'
import type { Socket } from 'socket.io-client'
import type { Answer } from '@contract/problem'
import type { ClientToServer, Payload, Requests, Result, ServerToClient } from '@contract/socket'
import { BenchError } from './error'
import { Tap, size } from './tap'

/** Milliseconds that a request or an awaited event may take. */
const patience = 120_000

/** The browser's side: a web socket with the cookie that the link gives, and terminals that draw at once. */
export class Client {
  private readonly taps = new Map<string, Tap>()

  private constructor(private readonly socket: Socket<ServerToClient, ClientToServer>) {
    const shown = (id: string, data: Buffer) => this.taps.get(id)?.feed(data)
    socket.on('shell.screen', ({ shell, screen }) => shown(shell.id, Buffer.from(screen)))
    socket.on('shell.data', ({ data, ...at }) => {
      socket.emit('shell.drawn', { ...at, bytes: data.byteLength })
      shown(at.shell, data as Buffer)
    })
  }

  /** Enters through the link as a browser does, and connects. */
  static async enter(link: string): Promise<Client> {
    const { origin } = new URL(link)
    const answer = await fetch(link, { redirect: 'manual' })
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
    if (!cookie) throw new BenchError('bench.enter', `The server’s link gives no cookie (status ${answer.status})`)
    return Client.with(origin, cookie)
  }

  /** Connects with the cookie of somebody who was let in. */
  static async with(origin: string, cookie: string): Promise<Client> {
    const socket = io(origin, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { cookie, origin },
    })
    await new Promise<void>((resolve, reject) => socket.on('connect', resolve).on('connect_error', reject))
    return new Client(socket as Socket<ServerToClient, ClientToServer>)
  }

  /** Sends a request; a problem in the answer is thrown. */
  async ask<K extends keyof Requests>(event: K, payload: Payload<K>): Promise<Result<K>> {
    const ask = this.socket.timeout(patience) as unknown as {
      emitWithAck(event: K, payload: Payload<K>): Promise<Answer<Result<K>>>
    }
    const answer = await ask.emitWithAck(event, payload)
    if (answer.ok) return answer.value
    throw new BenchError(answer.problem.code, `${event}: ${answer.problem.message}`, answer.problem.cure)
  }

  /** Sends something as it is, whatever it is; nobody waits for an answer. */
  send(event: string, payload: unknown): void {
    const socket: Pick<Socket, 'emit'> = this.socket
    socket.emit(event, payload)
  }

  /** Hears every event of the server from now on. */
  hear(heard: (event: string, payload: unknown) => void): void {
    this.socket.onAny(heard)
  }

  /** Waits for an event of which `wanted` holds; gives the moment it came (`performance.now()`). */
  until<K extends keyof ServerToClient>(
    event: K,
    wanted: (view: Parameters<ServerToClient[K]>[0]) => boolean,
  ): Promise<number> {
    const { socket } = this
    const came = new Promise<number>((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        socket.off(event, listener as never)
      }
      const listener = (view: Parameters<ServerToClient[K]>[0]) => {
        try {
          if (!wanted(view)) return
          end()
          resolve(performance.now())
        } catch (error) {
          end()
          reject(error)
        }
      }
      const timer = setTimeout(() => {
        end()
        reject(new BenchError('bench.silent', `The awaited '${event}' did not come within ${patience / 1000} s`))
      }, patience).unref()
      socket.on(event, listener as never)
    })
    // Who waits gets the error; nobody may wait any more when something else has failed before.
    came.catch(() => undefined)
    return came
  }

  /** A terminal for a shell (`node/number`), not attached yet: its watchers can be set before anything comes. `person`: another's. */
  tap(lab: string, shell: string, person?: string): Tap {
    const tap = new Tap((data) => this.socket.emit('shell.input', { lab, person, shell, data }))
    this.taps.set(shell, tap)
    return tap
  }

  /** Attaches the shell's terminal: its screen comes first, as output like any other. */
  async attach(lab: string, shell: string, person?: string): Promise<void> {
    const { screen } = await this.ask('shell.attach', { lab, person, shell, ...size })
    this.taps.get(shell)?.feed(Buffer.from(screen))
  }

  /** An attached terminal at its prompt. */
  async terminal(lab: string, shell: string): Promise<Tap> {
    const tap = this.tap(lab, shell)
    const prompt = tap.until('root@')
    await this.attach(lab, shell)
    await prompt
    return tap
  }

  /** Ends a shell. */
  async end(lab: string, shell: string): Promise<void> {
    this.taps.delete(shell)
    await this.ask('shell.close', { lab, shell })
  }

  close(): void {
    this.socket.disconnect()
  }
}
