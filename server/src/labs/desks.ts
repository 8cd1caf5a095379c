import { localLearner } from '@contract/classroom'
import type { Library } from '../content/library'
import type { FullNode } from '../engine/disk'
import type { Engine } from '../engine/engine'
import { findLearners } from '../engine/survey'
import { log } from '../log'
import { Capacity } from './capacity'
import { Service } from './service'
import type { ProgressStore } from '../store/progress'
import { Desk } from './desk'

/** Labs that are switched on again at the same time. */
const atOnce = 2

/** What desks stand on. */
export interface Ground {
  engine: () => Promise<Engine>
  library: Library
  progress: ProgressStore
}

/** Every person's desk, set up when it is first needed. A desk reaches its own person's labs and no other's. */
export class Desks {
  private readonly opening = new Map<string, Promise<Desk>>()
  /** Those that are set up. */
  readonly open = new Map<string, Desk>()
  private readonly capacity: Capacity

  constructor(
    private readonly ground: Ground,
    /** `wait`: who finds no room for a lab waits in line. */
    { wait }: { wait: boolean },
    private readonly only: (person: string) => string[] | null,
    private readonly furnish: (desk: Desk) => Promise<void>,
  ) {
    this.capacity = new Capacity(ground.engine, wait)
  }

  /** The person's desk, with all that is kept of them. */
  of(person: string): Promise<Desk> {
    const known = this.opening.get(person)
    if (known) return known
    const opening = this.setUp(person)
    this.opening.set(person, opening)
    // What failed once is tried again.
    opening.catch(() => this.opening.delete(person))
    return opening
  }

  private async setUp(person: string): Promise<Desk> {
    const { library, engine, progress } = this.ground
    const { capacity } = this
    const service = new Service(library, engine, progress, { learner: person, capacity, only: () => this.only(person) })
    await service.reload()
    const desk = new Desk(person, service)
    await this.furnish(desk)
    this.open.set(person, desk)
    return desk
  }

  /** Takes over the labs that run on the engine, each at its own person's desk. */
  async adopt(also: string[]): Promise<void> {
    const people = new Set([...also, ...(await findLearners(await this.ground.engine(), 'learn'))])
    const adopt = async (person: string) => {
      try {
        await (await this.of(person)).service.sessions.adopt(true)
      } catch (error) {
        log.error({ person, error: String(error) }, 'the labs of a person could not be taken over')
      }
    }
    await Promise.all([...people].map(adopt))
  }

  /** A node's container ended, started or was removed by itself. One that nobody here has started is the owner's. */
  async containerEvent(session: string, node: string, action: string): Promise<void> {
    const owner = [...this.open.values()].find(({ service }) => service.sessions.all().some(({ id }) => id === session))
    const desk = owner ?? this.open.get(localLearner)
    await desk?.service.sessions.containerEvent(session, node, action)
  }

  /** A node must be switched off for the sake of the engine's disk. */
  async nodeFull(node: FullNode): Promise<void> {
    await Promise.all([...this.open.values()].map(({ service }) => service.sessions.full(node)))
  }

  /** Number of labs that run or are about to. */
  get running(): number {
    return [...this.open.values()].reduce((sum, { service }) => sum + service.sessions.all().length, 0)
  }

  /** The engine is away. */
  engineLost(): void {
    for (const { service } of this.open.values()) {
      service.sessions.engineLost()
      service.emit('catalogue')
    }
  }

  /**
   * The engine is back: every lab is taken up, and nodes that it could not keep alive are switched on again, a few labs at a
   * time. `switching` is told how many nodes are left. Returns when all are on, or have failed.
   */
  async engineFound(switching: (nodes: number) => void): Promise<void> {
    const services = [...this.open.values()].map(({ service }) => service)
    const found = await Promise.all(
      [...this.open.values()].map(({ person, service }) =>
        service.sessions.engineFound().catch((error: unknown) => {
          log.error({ person, error: String(error) }, 'the labs of a person could not be taken up')
          return []
        }),
      ),
    )
    for (const service of services) service.lookAgain()
    const jobs = found.flat()
    const tell = () => switching(jobs.reduce((sum, { nodes }) => sum + nodes, 0))
    const left = [...jobs]
    const work = async () => {
      for (let job = left.shift(); job; job = left.shift()) {
        // What fails is shown by its node.
        await job.run().catch((error: unknown) => log.warn({ error: String(error) }, 'a lab is not whole again'))
        jobs.splice(jobs.indexOf(job), 1)
        if (jobs.length > 0) tell()
      }
    }
    if (jobs.length > 0) tell()
    await Promise.all(Array.from({ length: atOnce }, work))
    if (found.flat().length > 0) for (const service of services) service.lookAgain()
  }

  /** Clears a desk: its labs stop, and nothing of the person stays here. */
  async clear(person: string): Promise<void> {
    const desk = await this.opening.get(person)
    if (!desk) return
    for (const { lab } of desk.service.sessions.all()) await desk.service.sessions.stop(lab)
    this.opening.delete(person)
    this.open.delete(person)
    desk.close()
  }

  close(): void {
    for (const desk of this.open.values()) desk.close()
  }
}
