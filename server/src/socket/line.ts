import type { z } from 'zod'
import type { Right } from '@contract/classroom'
import type { Answer } from '@contract/problem'
import type { ClientToServer, Messages, Requests, Results, ServerToClient } from '@contract/socket'
import { messages, requests, rights } from '@contract/socket'
import type { Server, Socket } from 'socket.io'
import type { Classroom } from '../classroom/classroom'
import type { Desk } from '../classroom/desk'
import type { Identity } from '../classroom/people'
import { LabError, toProblem } from '../errors'
import { log } from '../log'
import { Seats } from './seats'

export type LabSocket = Socket<ClientToServer, ServerToClient>
export type LabServer = Server<ClientToServer, ServerToClient>

/** Where a request is about a lab: whose desk it is on, and the name by which this window knows it. */
export interface Place {
  desk: Desk
  service: Desk['service']
  own: boolean
  /** `name`, or `name@person` for another's. */
  ref: string
}

/** A payload of the wrong shape, as a problem that names the key. */
function misshapen(event: string, error: z.ZodError): LabError {
  const issue = error.issues[0]
  const where = issue?.path.join('.') || 'payload'
  return new LabError('request.shape', { request: event, reason: `${where}: ${issue?.message ?? 'wrong shape'}` })
}

const denied = () => new LabError('access.denied')

/** What one may still do while the instructor has the class pause. */
const inPause = new Set<string>([
  'lab.follow',
  'lab.leave',
  'step.read',
  'shell.attach',
  'shell.detach',
  'shell.drawn',
  'shell.resize',
  'hint.opened',
  'step.enter',
])

/**
 * One window's line to the server, and who is at its end. Everything that comes in passes here: its shape is checked, then
 * whether its sender may, then the lab is looked up on the desk it lies on. Nothing a browser sends ends the connection.
 */
export class Line {
  /** The shells that the window shows. */
  readonly seats = new Seats()

  constructor(
    readonly socket: LabSocket,
    readonly who: Identity,
    readonly classroom: Classroom,
    /** Resolves once it is sure that the window's login still holds; until then nothing it asks is looked at. */
    private readonly letIn: Promise<void>,
  ) {}

  /** Handles one request: its result or its problem is acknowledged. */
  onRequest<K extends keyof Requests>(
    event: K,
    handle: (payload: z.output<Requests[K]>, place: Place) => Promise<Results[K]> | Results[K],
  ): void {
    const listener = async (...said: unknown[]) => {
      const answer = said.at(-1)
      if (typeof answer !== 'function') return // nobody waits for it
      const reply = answer as (answer: Answer<Results[K]>) => void
      try {
        const parsed = requests[event].safeParse(said.length > 1 ? said[0] : {})
        if (!parsed.success) throw misshapen(event, parsed.error)
        const [payload, place] = await this.admit(event, parsed.data)
        const value = await handle(payload as z.output<Requests[K]>, place)
        await this.account(event, parsed.data, place, value)
        reply({ ok: true, value })
      } catch (error) {
        const problem = toProblem(error)
        if (problem.code === 'internal')
          log.error({ event, error: error instanceof Error ? error.stack : String(error) }, 'request failed')
        reply({ ok: false, problem })
      }
    }
    this.socket.on(event as string as never, listener as never)
  }

  /** Handles one message without an answer; what is wrong with it comes back as a `problem` event. */
  onMessage<K extends keyof Messages>(event: K, handle: (payload: z.output<Messages[K]>, place: Place) => void): void {
    const listener = async (said: unknown) => {
      try {
        const parsed = messages[event].safeParse(said)
        if (!parsed.success) throw misshapen(event, parsed.error)
        const [payload, place] = await this.admit(event, parsed.data)
        handle(payload as z.output<Messages[K]>, place)
      } catch (error) {
        this.socket.emit('problem', toProblem(error))
      }
    }
    this.socket.on(event as string as never, listener as never)
  }

  /** The payload with its lab's bare name, and where that lab is; refuses what the sender has no right to. */
  private async admit(event: keyof typeof rights, payload: object): Promise<[object, Place]> {
    await this.letIn
    const right = rights[event]
    const ref = 'lab' in payload && !('class' in payload) ? String(payload.lab) : ''
    const [lab = '', owner] = ref.split('@')
    const own = owner === undefined || owner === this.who.person
    this.check(right, own ? null : owner)
    const desk = await this.classroom.desks.of(own ? this.who.person : owner)
    const { service } = desk
    if (ref !== '' && !service.allows(lab)) throw service.unknown(lab)
    if (own) this.hold(event, right)
    if (!this.socket.connected) throw denied() // it was put out, or went, while this was looked at
    return [ref === '' ? payload : { ...payload, lab }, { desk, service, own, ref }]
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
  private hold(event: string, right: Right): void {
    if (right !== 'lab' && right !== 'act') return
    const row = this.classroom.classOf(this.who.person)
    if (!row || inPause.has(event)) return
    if (row.ended !== null && event !== 'lab.stop') throw new LabError('class.over')
    if (row.paused !== null) throw new LabError('class.paused')
  }

  /** Writes down what an instructor did to others, and that a learner did something. */
  private async account(
    event: keyof Requests,
    payload: object,
    { desk, own, ref }: Place,
    value: unknown,
  ): Promise<void> {
    const right = rights[event]
    if (right === 'instructor' || (right === 'act' && !own)) {
      const { class: ofClass, person, ...said } = payload as { class?: string; person?: string | null }
      const made = event === 'class.make' ? (value as Results['class.make']).id : null
      // Whoever reads it later may find the person on no roster.
      const about = person ? await this.classroom.people.store.get(person) : null
      const detail = { ...(about && { name: about.name }), ...said }
      await this.classroom.audit(this.who, ofClass ?? made, person ?? (own ? null : desk.person), event, detail)
    }
    if (own && ref !== '' && right !== 'look') desk.acts()
  }
}
