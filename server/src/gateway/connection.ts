import type { z } from 'zod'
import type { Answer } from '@contract/problem'
import { type LabRight, type MessageRow, type RequestRow, type Right, isLabRight } from '@contract/requests/row'
import {
  type ClientToServer,
  type Messages,
  type Requests,
  type Result,
  type ServerToClient,
  messages,
  requests,
} from '@contract/socket'
import type { Server, Socket } from 'socket.io'
import type { Classroom } from '../classes/classroom'
import type { Identity } from '../classes/people'
import { LabError, toProblem } from '../errors'
import { log } from '../log'
import { audit } from './audit'
import type { RequestContext } from './request-context'
import { Outflow } from './outflow'
import { Seats } from './seats'
import { UnderWay } from './under-way'

export type LabSocket = Socket<ClientToServer, ServerToClient>
export type LabServer = Server<ClientToServer, ServerToClient>

type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never
/** What a handler gets of a payload: whose the lab is, it gets as context. */
type Handled<Row extends MessageRow> = Row['right'] extends LabRight
  ? Without<z.output<Row['payload']>, 'person'>
  : z.output<Row['payload']>
type Handler<Row extends MessageRow, Value> = (payload: Handled<Row>, context: RequestContext) => Value
/** One handler for each row of the request table. What it returns is the answer, where the row has one. */
export type Handlers = {
  [K in keyof Requests]: Handler<Requests[K], Result<K> extends null ? unknown : Result<K> | Promise<Result<K>>>
} & { [K in keyof Messages]: Handler<Messages[K], void> }
type AnyHandler = Handler<MessageRow, unknown>

/** A payload of the wrong shape, as a problem that names the key. */
function misshapen(event: string, error: z.ZodError): LabError {
  const issue = error.issues[0]
  const where = issue?.path.join('.') || 'payload'
  return new LabError('request.shape', { request: event, reason: `${where}: ${issue?.message ?? 'wrong shape'}` })
}

/** Of everybody's windows. */
const underWay = new UnderWay()

const denied = () => new LabError('access.denied')

/**
 * One window's connection, and who is at its end. Everything that comes in passes here: its shape is checked, then whether its
 * sender may, then the lab is looked up in its owner's workspace. Nothing a browser sends ends the connection.
 */
export class Connection {
  /** The shells that the window shows. */
  readonly seats = new Seats()
  readonly outflow: Outflow

  constructor(
    readonly socket: LabSocket,
    readonly who: Identity,
    readonly classroom: Classroom,
    /** Resolves once it is sure that the window's login still holds; until then nothing it asks is looked at. */
    private readonly letIn: Promise<void>,
  ) {
    this.outflow = new Outflow(socket.conn, who.person)
  }

  /** Answers every request and takes every message of the window. */
  serve(handlers: Handlers): void {
    const on = (event: string, listener: (...sent: unknown[]) => Promise<void>) =>
      this.socket.on(event as never, listener as never)
    for (const [event, row] of Object.entries(requests))
      on(event, (...sent) => this.onRequest(event, row, handlers[event as keyof Requests] as AnyHandler, sent))
    for (const [event, row] of Object.entries(messages))
      on(event, (sent) => this.onMessage(event, row, handlers[event as keyof Messages] as AnyHandler, sent))
  }

  /** Handles one request: its result or its problem is acknowledged. */
  private async onRequest(event: string, row: RequestRow, handle: AnyHandler, sent: unknown[]): Promise<void> {
    const answer = sent.at(-1)
    if (typeof answer !== 'function') return // nobody waits for it
    const reply = answer as (answer: Answer<unknown>) => void
    try {
      const value = await underWay.run(this.who.person, async () => {
        const [payload, context] = await this.admit(event, row, sent.length > 1 ? sent[0] : {})
        const value = await handle(payload, context)
        await audit(this, event, row, payload, context, value)
        return value
      })
      reply({ ok: true, value: row.answer ? value : null })
    } catch (error) {
      const problem = toProblem(error)
      if (problem.code === 'internal')
        log.error({ event, error: error instanceof Error ? error.stack : String(error) }, 'request failed')
      reply({ ok: false, problem })
    }
  }

  /** Handles one message without an answer; what is wrong with it comes back as a `problem` event. */
  private async onMessage(event: string, row: MessageRow, handle: AnyHandler, sent: unknown): Promise<void> {
    try {
      handle(...(await this.admit(event, row, sent)))
    } catch (error) {
      this.socket.emit('problem', toProblem(error))
    }
  }

  /** The payload, and whose labs it is about; refuses what the sender has no right to. */
  private async admit(event: string, row: MessageRow, sent: unknown): Promise<[payload: object, RequestContext]> {
    const parsed = row.payload.safeParse(sent)
    if (!parsed.success) throw misshapen(event, parsed.error)
    await this.letIn
    const { lab, owner, payload } = this.split(row, parsed.data)
    const isOwner = owner === this.who.person
    this.check(row.right, isOwner ? null : owner)
    const workspace = await this.classroom.workspaces.of(owner)
    if (lab !== null) workspace.listing.admit(lab)
    if (isOwner) this.hold(row)
    if (!this.socket.connected) throw denied() // it was put out, or went, while this was looked at
    return [payload, { workspace, isOwner }]
  }

  /** Which lab a payload is about, and whose; null: about none. */
  private split({ right }: MessageRow, sent: object): { lab: string | null; owner: string; payload: object } {
    if (!isLabRight(right)) return { lab: null, owner: this.who.person, payload: sent }
    const { person: owner = this.who.person, ...payload } = sent as { lab: string; person?: string }
    return { lab: payload.lab, owner, payload }
  }

  private check(right: Right, owner: string | null): void {
    const { role } = this.who
    const staff = role === 'instructor' || role === 'observer'
    if (right === 'staff' || right === 'instructor') {
      if (!this.classroom.held) throw new LabError('class.off')
      if (!staff || (right === 'instructor' && role !== 'instructor')) throw denied()
    }
    if (right === 'learner' && role !== 'learner') throw denied()
    if (owner === null) {
      if (role === 'observer' && (right === 'lab' || right === 'act')) throw denied()
      return
    }
    const allowed = right === 'look' ? staff : right === 'act' && role === 'instructor'
    if (!allowed || !this.classroom.classOf(owner)) throw denied()
  }

  /** A learner's class may be over, or have a pause. */
  private hold({ right, evenWhen = [] }: MessageRow): void {
    const row = this.classroom.classOf(this.who.person)
    if (!row || (right !== 'lab' && right !== 'act')) return
    if (row.ended !== null && !evenWhen.includes('over')) throw new LabError('class.over')
    if (row.paused !== null && !evenWhen.includes('paused')) throw new LabError('class.paused')
  }
}
