import { localLearner } from '@contract/classroom'
import type { Library } from '../content/library'
import type { FullNode } from '../engine/disk'
import type { Engine } from '../engine/engine'
import { findLearners } from '../engine/survey'
import { log } from '../log'
import type { ProgressStore } from '../store/progress'
import { Capacity } from './capacity'
import { Workspace } from './workspace'

/** Labs that are switched on again at the same time. */
const atOnce = 2

/** What workspaces are made of. */
export interface Dependencies {
  engine: () => Promise<Engine>
  library: Library
  progress: ProgressStore
}

/** Every person's workspace, made when it is first needed. A workspace reaches its own person's labs and no other's. */
export class Workspaces {
  private readonly opening = new Map<string, Promise<Workspace>>()
  /** Those that are made. */
  readonly open = new Map<string, Workspace>()
  private readonly capacity: Capacity

  constructor(
    private readonly dependencies: Dependencies,
    /** `wait`: who finds no room for a lab waits in line. */
    { wait }: { wait: boolean },
    private readonly only: (person: string) => string[] | null,
    /** Restores what is kept of the person, and subscribes to what happens. */
    private readonly restore: (workspace: Workspace) => Promise<void>,
  ) {
    this.capacity = new Capacity(dependencies.engine, wait)
  }

  /** The person's workspace, with all that is kept of them. */
  of(person: string): Promise<Workspace> {
    const known = this.opening.get(person)
    if (known) return known
    const opening = this.make(person)
    this.opening.set(person, opening)
    // What failed once is tried again.
    opening.catch(() => this.opening.delete(person))
    return opening
  }

  private async make(person: string): Promise<Workspace> {
    const { library, engine, progress } = this.dependencies
    const options = { person, capacity: this.capacity, only: () => this.only(person) }
    const workspace = new Workspace(library, engine, progress, options)
    await workspace.reload()
    await this.restore(workspace)
    this.open.set(person, workspace)
    return workspace
  }

  private get all(): Workspace[] {
    return [...this.open.values()]
  }

  /** Takes over the labs that run on the engine, each in its own person's workspace. */
  async adopt(also: string[]): Promise<void> {
    const people = new Set([...also, ...(await findLearners(await this.dependencies.engine(), 'learn'))])
    const adopt = async (person: string) => {
      try {
        await (await this.of(person)).lifecycle.adoption.takeOverAll(true)
      } catch (error) {
        log.error({ person, error: String(error) }, 'the labs of a person could not be taken over')
      }
    }
    await Promise.all([...people].map(adopt))
  }

  /** A node's container ended, started or was removed by itself. One that nobody here has started is the owner's. */
  async containerEvent(session: string, node: string, action: string): Promise<void> {
    const workspace =
      this.all.find(({ labs }) => labs.all().some(({ id }) => id === session)) ?? this.open.get(localLearner)
    await workspace?.lifecycle.containerEvent(session, node, action)
  }

  /** A node must be switched off for the sake of the engine's disk. */
  async nodeFull(node: FullNode): Promise<void> {
    await Promise.all(this.all.map(({ lifecycle }) => lifecycle.power.full(node)))
  }

  /** Number of labs that run or are about to. */
  get running(): number {
    return this.all.reduce((sum, { labs }) => sum + labs.all().length, 0)
  }

  /** The engine is away. */
  engineLost(): void {
    for (const workspace of this.all) workspace.engineLost()
  }

  /**
   * The engine is back: every lab is taken up, and nodes that it could not keep alive are switched on again, a few labs at a
   * time. `switching` is told how many nodes are left. Returns when all are on, or have failed.
   */
  async engineFound(switching: (nodes: number) => void): Promise<void> {
    const workspaces = this.all
    const found = await Promise.all(
      workspaces.map(({ person, lifecycle }) =>
        lifecycle.power.engineFound().catch((error: unknown) => {
          log.error({ person, error: String(error) }, 'the labs of a person could not be taken up')
          return []
        }),
      ),
    )
    for (const workspace of workspaces) workspace.lookAgain()
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
    if (found.flat().length > 0) for (const workspace of workspaces) workspace.lookAgain()
  }

  /** Clears a workspace: its labs stop, and nothing of the person stays here. */
  async clear(person: string): Promise<void> {
    const workspace = await this.opening.get(person)
    if (!workspace) return
    for (const { name } of workspace.labs.all()) await workspace.stop(name)
    this.opening.delete(person)
    this.open.delete(person)
    workspace.close()
  }

  close(): void {
    for (const workspace of this.open.values()) workspace.close()
  }
}
