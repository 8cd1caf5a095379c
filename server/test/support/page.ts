import { io } from 'socket.io-client'
import type { Socket } from 'socket.io-client'
import type { SessionView } from '@contract/view'
import type { ClientToServer, Messages, Payload, Requests, Result, ServerToClient } from '@contract/socket'
import type { Answer } from '@contract/problem'

/** The cookie that following the server's link gives a browser. */
export async function cookieOf(link: string): Promise<string> {
  const answer = await fetch(link, { redirect: 'manual' })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
  if (!cookie) throw new Error(`The link gave no cookie (status ${answer.status})`)
  return cookie
}

type PageSocket = Socket<ServerToClient, ClientToServer>

/** Opens a socket with these headers, as a browser would; rejects with the reason why it was refused. `listen` hears the first event too. */
export function openSocket(
  url: string,
  headers: Record<string, string>,
  listen?: (socket: PageSocket) => void,
): Promise<PageSocket> {
  const options = { transports: ['websocket'], reconnection: false, extraHeaders: headers, forceNew: true }
  // A test's own certificate is known to nobody.
  const socket = io(url, { ...options, rejectUnauthorized: false })
  listen?.(socket)
  return new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(socket))
    socket.on('connect_error', (error) => {
      socket.close()
      reject(error)
    })
  })
}

/** The page's end of the socket: what it asks, and what it has been told of a lab's session. */
export class Page {
  session: SessionView | null = null

  private constructor(readonly socket: PageSocket) {
    socket.on('session', ({ session }) => (this.session = session))
  }

  static async open(
    { url, link }: { url: string; link: string },
    listen?: (socket: PageSocket) => void,
  ): Promise<Page> {
    return new Page(await openSocket(url, { cookie: await cookieOf(link), origin: url }, listen))
  }

  /** The page of a browser that has this cookie. */
  static async with(url: string, cookie: string): Promise<Page> {
    return new Page(await openSocket(url, { cookie, origin: url }))
  }

  /** The page at the other end of a socket. */
  static over(socket: Page['socket']): Page {
    return new Page(socket)
  }

  /** Asks what must be answered; gives the answer. */
  async get<K extends keyof Requests>(event: K, payload: Payload<K>): Promise<Result<K>> {
    const answer = await this.ask(event, payload)
    if (!answer.ok) throw new Error(`${event}: ${answer.problem.code}: ${answer.problem.message}`)
    return answer.value
  }

  /** Tells without an answer. */
  tell<K extends keyof Messages>(event: K, payload: Payload<K>): void {
    ;(this.socket as unknown as { emit(event: string, payload: unknown): void }).emit(event, payload)
  }

  /** Follows one of the server's events; gives what it said last. */
  hear<K extends keyof ServerToClient>(event: K): { last: Parameters<ServerToClient[K]>[0] | null } {
    const heard: { last: Parameters<ServerToClient[K]>[0] | null } = { last: null }
    this.socket.on(event, ((said: Parameters<ServerToClient[K]>[0]) => (heard.last = said)) as never)
    return heard
  }

  /** Asks, with whatever payload: also one that no page would send. */
  ask<K extends keyof Requests>(event: K, payload: unknown): Promise<Answer<Result<K>>> {
    const socket = this.socket as unknown as {
      timeout(ms: number): { emitWithAck(...args: unknown[]): Promise<unknown> }
    }
    return socket.timeout(30_000).emitWithAck(event, payload) as Promise<Answer<Result<K>>>
  }

  /** Follows a lab and keeps its session up to date. */
  async follow(lab: string): Promise<Result<'lab.follow'>> {
    const answer = await this.ask('lab.follow', { lab })
    if (!answer.ok) throw new Error(answer.problem.message)
    this.session = answer.value.entry.session
    return answer.value
  }

  close(): void {
    this.socket.close()
  }
}
