import { signal } from '@preact/signals'
import type { Socket } from 'socket.io-client'
import { io } from 'socket.io-client'
import type { Answer, Problem } from '@contract/problem'
import { problemOf } from '@contract/problems/catalogue'
import type { ClientToServer, Messages, Payload, Requests, Result, ServerToClient } from '@contract/socket'
import { serverNow } from './clock'

/** How the line to the server is. `since` is when it became so. */
type Line = { state: 'connecting' | 'connected' | 'lost' | 'unauthorized'; since: number }

export const line = signal<Line>({ state: 'connecting', since: serverNow() })

const socket: Socket<ServerToClient, ClientToServer> = io({
  transports: ['websocket'],
  autoConnect: false,
  reconnectionDelay: 500,
  reconnectionDelayMax: 5000,
})

/** A refused or failed request. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}

/** The line, or the server, is away. */
export const lost = () => new Refusal(problemOf('socket.lost'))
const waiting = new Set<(error: Refusal) => void>()

const become = (state: Line['state']) => {
  if (line.peek().state !== state) line.value = { state, since: serverNow() }
}

/** Opens the line and keeps it open. */
export function connect(): void {
  socket.on('connect', () => become('connected'))
  socket.on('disconnect', (reason) => {
    become('lost')
    for (const reject of waiting) reject(lost())
    waiting.clear()
    // A server that closes the line in an orderly way is not called again by itself.
    if (reason === 'io server disconnect') socket.connect()
  })
  socket.on('connect_error', (error) => {
    if (error.message !== 'unauthorized') return become('lost')
    become('unauthorized')
    socket.disconnect()
  })
  socket.connect()
}

/** Knocks again after having been refused: this browser may have been let in meanwhile. */
export function knockAgain(): void {
  socket.connect()
}

/** Asks the server. Rejects with a `Refusal` when the answer is a problem or the line is lost before it comes. */
export function request<K extends keyof Requests>(event: K, payload: Payload<K>): Promise<Result<K>> {
  return new Promise((resolve, reject) => {
    if (!socket.connected) return reject(lost())
    waiting.add(reject)
    const answered = (answer: Answer<Result<K>>) => {
      waiting.delete(reject)
      if (answer.ok) resolve(answer.value)
      else reject(new Refusal(answer.problem))
    }
    // The map's type cannot be followed through a generic key.
    ;(socket.emit as (event: string, ...said: unknown[]) => void).call(socket, event, payload, answered)
  })
}

/** Tells the server something that has no answer. Dropped while the line is lost. */
export function tell<K extends keyof Messages>(event: K, payload: Payload<K>): void {
  if (!socket.connected) return
  ;(socket.emit as (event: string, ...said: unknown[]) => void).call(socket, event, payload)
}

/** Listens to one of the server's events; the returned function ends that. */
export function listen<K extends keyof ServerToClient>(event: K, heard: ServerToClient[K]): () => void {
  socket.on(event, heard as never)
  return () => void socket.off(event, heard as never)
}
