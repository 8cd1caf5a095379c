import type { NodeSpec } from '@contract/lesson'
import { coreShare, memoryLimit } from '../engine/container'
import type { Engine } from '../engine/engine'
import { findSessions } from '../engine/survey'
import { LabError } from '../errors'
import { log } from '../log'

/** What labs take of a machine: MiB of memory at most, and cores on the average. */
export interface Need {
  memory: number
  cores: number
}

/** What nodes need, as their lab declares it. */
export const needOf = (nodes: NodeSpec[]): Need => ({
  memory: nodes.reduce((sum, node) => sum + memoryLimit(node), 0),
  cores: nodes.reduce((sum, node) => sum + coreShare(node), 0),
})

/** Share of the engine's memory that labs may take. */
const labsShare = 0.9
/** Milliseconds after which a queue looks again for room that others (a verification, the command line) have left. */
const glance = 5000

interface Waiting {
  session: string
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
  private readonly starting = new Set<string>()
  private line: Waiting[] = []
  private others: Need = { memory: 0, cores: 0 }
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
    this.started(session)
    if (this.held.delete(session)) void this.advance()
  }

  /** A session has started, or failed to: the next may. */
  started(session: string): void {
    if (this.starting.delete(session)) void this.advance()
  }

  /** Resolves when the session may start; `told` says the place in line meanwhile, from 1. Rejects when it never can, or with the signal's reason. */
  enter(session: string, nodes: NodeSpec[], told: Waiting['told'], signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { session, need: needOf(nodes), told, admit: resolve, refuse: reject, shown: '' }
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
    await this.lookAround(engine)
    return this.left(engine)
  }

  private left(engine: Engine): Need {
    const taken = [...this.held.values(), this.others]
    return {
      memory: Math.floor(engine.memory * labsShare) - taken.reduce((sum, { memory }) => sum + memory, 0),
      cores: engine.cpus - taken.reduce((sum, { cores }) => sum + cores, 0),
    }
  }

  /** What runs on the engine and was not started here. */
  private async lookAround(engine: Engine): Promise<void> {
    const found = await findSessions(engine)
    this.others = needOf(
      found.filter(({ id }) => !this.held.has(id)).flatMap(({ nodes }) => nodes.map(({ spec }) => spec)),
    )
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
      }, glance).unref()
  }

  private async admitAll(): Promise<void> {
    const engine = await this.engine()
    await this.lookAround(engine)
    // In order of arrival: a small lab that would fit does not overtake, or a large one would never start.
    for (let first = this.line[0]; first; first = this.line[0]) {
      const left = this.left(engine)
      const alone = this.held.size === 0 && this.others.memory === 0
      const fits = first.need.memory <= left.memory && (first.need.cores <= left.cores || alone)
      if (!fits && (!this.wait || alone)) {
        this.line.shift()
        first.refuse(tooLittle(first.need, left))
        continue
      }
      const turn = this.starting.size < Math.max(2, 2 * engine.cpus)
      if (!fits || !turn) return this.tellPlaces(fits ? 'turn' : 'room')
      this.line.shift()
      this.held.set(first.session, first.need)
      this.starting.add(first.session)
      first.admit()
    }
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

function tooLittle(need: Need, left: Need): LabError {
  if (need.memory > left.memory)
    return new LabError(
      'engine.memory',
      `This lab may take ${need.memory} MiB of memory and ${Math.max(0, left.memory)} MiB are free for labs`,
      'Stop another lab: npx lvs-lab stop',
      { need: need.memory, room: left.memory },
    )
  return new LabError(
    'engine.cores',
    `This lab needs ${need.cores.toFixed(2)} cores and ${Math.max(0, left.cores).toFixed(2)} are free for labs`,
    'Stop another lab: npx lvs-lab stop',
    { need: need.cores.toFixed(2), room: Math.max(0, left.cores).toFixed(2) },
  )
}
