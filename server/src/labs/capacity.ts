import type { NodeSpec } from '@contract/lesson'
import { type Engine, labMemory } from '../engine/engine'
import { log } from '../log'
import { SessionCache } from './session-cache'
import { type Need, needOf, tooLarge, tooLittle } from './need'

/** Milliseconds after which a queue looks again for room that others (a verification, the command line) have left. */
const queueCheckMs = 5000

/** Sums of shares are not exact: ten times 0.1 is less than 1. */
const rounding = 1e-6

/**
 * Nodes that start at the same time on each core, and labs that always may. Fewer leave the cores idle while the engine waits
 * for itself, and with more everybody waits for the last (`npm run bench -- --only class`).
 */
const together = { nodes: 8, labs: 2 }

interface Waiting {
  session: string
  nodes: number
  need: Need
  told: (place: number, why: 'room' | 'turn') => void
  admit: () => void
  refuse: (error: unknown) => void
  shown: string
}

/**
 * The room that one engine has for labs, shared by all learners. Who does not fit waits in line, and few start at a time,
 * so that a class that starts at once is served one after the other instead of badly all together.
 */
export class Capacity {
  private readonly held = new Map<string, Need>()
  /** Numbers of nodes. */
  private readonly starting = new Map<string, number>()
  private line: Waiting[] = []
  private readonly look = new SessionCache()
  private timer: NodeJS.Timeout | null = null
  private advancing = false
  private again = false

  constructor(
    private readonly engine: () => Promise<Engine>,
    /** `wait`: who does not fit waits in line. Otherwise the error says so at once. */
    private readonly wait = false,
  ) {}

  /** Counts a session that runs already. */
  hold(session: string, nodes: NodeSpec[]): void {
    this.held.set(session, needOf(nodes))
  }

  /** A session is gone, or never came about. */
  free(session: string): void {
    const held = this.held.delete(session)
    if (held) this.look.expire()
    if (this.starting.delete(session) || held) void this.advance()
  }

  /** Whether it has been let in. */
  holds(session: string): boolean {
    return this.held.has(session)
  }

  /** A session has started, or failed to: the next may. */
  started(session: string): void {
    if (this.starting.delete(session)) void this.advance()
  }

  /** Resolves when the session may start; `told` says the place in line meanwhile, from 1. Rejects when it never can, or with the signal's reason. */
  enter(session: string, nodes: NodeSpec[], told: Waiting['told'], signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      const ends = { admit: resolve, refuse: reject }
      const waiting: Waiting = { session, nodes: nodes.length, need: needOf(nodes), told, shown: '', ...ends }
      this.line.push(waiting)
      signal.addEventListener('abort', () => {
        if (!this.line.includes(waiting)) return
        this.line = this.line.filter((other) => other !== waiting)
        reject(signal.reason as Error)
        void this.advance()
      })
      void this.advance()
    })
  }

  /** What is free for labs at this moment. */
  async room(): Promise<Need> {
    const engine = await this.engine()
    return this.left(engine, await this.others(engine))
  }

  /** What runs on the engine and was not started here: a verification, the command line. */
  private async others(engine: Engine): Promise<Need> {
    const found = (await this.look.sessions(engine)).filter(({ id }) => !this.held.has(id))
    return needOf(found.flatMap(({ nodes }) => nodes.map(({ spec }) => spec)))
  }

  private left(engine: Engine, others: Need): Need {
    const taken = [...this.held.values(), others]
    return {
      memory: labMemory(engine) - taken.reduce((sum, { memory }) => sum + memory, 0),
      cores: engine.cpus - taken.reduce((sum, { cores }) => sum + cores, 0),
    }
  }

  private async advance(): Promise<void> {
    if (this.advancing) return void (this.again = true)
    this.advancing = true
    try {
      do {
        this.again = false
        if (this.line.length > 0) await this.admitAll()
      } while (this.again)
    } catch (error) {
      for (const { refuse } of this.line.splice(0)) refuse(error)
    } finally {
      this.advancing = false
    }
    if (this.line.length > 0 && !this.timer)
      this.timer = setTimeout(() => {
        this.timer = null
        void this.advance()
      }, queueCheckMs).unref()
  }

  private async admitAll(): Promise<void> {
    const engine = await this.engine()
    const others = await this.others(engine)
    this.refuseTooLarge(labMemory(engine))
    // In order of arrival: a small lab that would fit does not overtake, or a large one would never start.
    for (let first = this.line[0]; first; first = this.line[0]) {
      const left = this.left(engine, others)
      const alone = this.held.size === 0 && others.memory === 0
      const fits = first.need.memory <= left.memory && (first.need.cores <= left.cores + rounding || alone)
      if (!fits && !this.wait) {
        this.line.shift()
        first.refuse(tooLittle(first.need, left))
        continue
      }
      const turn = this.isTurn(first.nodes, engine.cpus)
      if (!fits || !turn) return this.tellPlaces(fits ? 'turn' : 'room')
      this.line.shift()
      this.held.set(first.session, first.need)
      this.starting.set(first.session, first.nodes)
      first.admit()
    }
  }

  private isTurn(nodes: number, cpus: number): boolean {
    const starting = [...this.starting.values()].reduce((sum, each) => sum + each, 0)
    return this.starting.size < together.labs || starting + nodes <= together.nodes * cpus
  }

  /** Who would wait for ever is told at once, wherever in line. */
  private refuseTooLarge(most: number): void {
    const large = this.line.filter(({ need }) => need.memory > most)
    this.line = this.line.filter((waiting) => !large.includes(waiting))
    for (const { need, refuse } of large) refuse(tooLarge(need, most))
  }

  private tellPlaces(why: 'room' | 'turn'): void {
    this.line.forEach((waiting, at) => {
      const shown = `${why} ${at + 1}`
      if (waiting.shown === shown) return
      waiting.shown = shown
      waiting.told(at + 1, why)
      log.info({ session: waiting.session, place: at + 1, why }, 'waits in line')
    })
  }
}
