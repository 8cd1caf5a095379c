import type { Server, Socket } from 'socket.io'
import type { z } from 'zod'
import type { Answer } from '@contract/problem'
import type { ClientToServer, Messages, Requests, Results, ServerToClient } from '@contract/socket'
import { messages, requests } from '@contract/socket'
import { LabError, toProblem } from '../errors'
import { log } from '../log'

export type LabSocket = Socket<ClientToServer, ServerToClient>
export type LabServer = Server<ClientToServer, ServerToClient>

/** A payload of the wrong shape, as a problem that names the key. */
function misshapen(event: string, error: z.ZodError): LabError {
  const issue = error.issues[0]
  const where = issue?.path.join('.') || 'payload'
  return new LabError(
    'socket.shape',
    `'${event}' was refused: ${where}: ${issue?.message ?? 'wrong shape'}`,
    'Reload the page',
    { event },
  )
}

/** Handles one request: its payload parsed, its result or its problem acknowledged. Nothing a browser sends ends the connection. */
export function onRequest<K extends keyof Requests>(
  socket: LabSocket,
  event: K,
  handle: (payload: z.output<Requests[K]>) => Promise<Results[K]> | Results[K],
): void {
  const listener = async (...said: unknown[]) => {
    const answer = said.at(-1)
    if (typeof answer !== 'function') return // nobody waits for it
    const reply = answer as (answer: Answer<Results[K]>) => void
    try {
      const parsed = requests[event].safeParse(said.length > 1 ? said[0] : {})
      if (!parsed.success) throw misshapen(event, parsed.error)
      reply({ ok: true, value: await handle(parsed.data as z.output<Requests[K]>) })
    } catch (error) {
      const problem = toProblem(error)
      if (problem.code === 'internal')
        log.error({ event, error: error instanceof Error ? error.stack : String(error) }, 'request failed')
      reply({ ok: false, problem })
    }
  }
  socket.on(event as string as never, listener as never)
}

/** Handles one message without an answer; what is wrong with it comes back as a `problem` event. */
export function onMessage<K extends keyof Messages>(
  socket: LabSocket,
  event: K,
  handle: (payload: z.output<Messages[K]>) => void,
): void {
  const listener = (payload: unknown) => {
    try {
      const parsed = messages[event].safeParse(payload)
      if (!parsed.success) throw misshapen(event, parsed.error)
      handle(parsed.data as z.output<Messages[K]>)
    } catch (error) {
      socket.emit('problem', toProblem(error))
    }
  }
  socket.on(event as string as never, listener as never)
}
