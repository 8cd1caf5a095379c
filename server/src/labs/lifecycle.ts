import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { localLearner } from '@contract/classroom'
import type { FaultAct } from '@contract/fault'
import type { SessionView } from '@contract/view'
import type { Lab } from '../content/lab'
import type { Library } from '../content/library'
import type { Purpose } from '../engine/container'
import type { FullNode } from '../engine/disk'
import { ensureSpace } from '../engine/disk'
import { ensureDiskProbe } from '../engine/disk-probe'
import type { Engine } from '../engine/engine'
import { ensureImages, nodeImage } from '../engine/image'
import { createNetwork } from '../engine/network'
import type { FoundSession } from '../engine/survey'
import { endedLast, findNetworks, findSessions, removeAll } from '../engine/survey'
import { label } from '../engine/labels'
import { LabError } from '../errors'
import { act } from '../fault/fault'
import type { LabNode } from '../lab-node'
import { log } from '../log'
import { adopt, unreadable } from './adoption'
import type { Site } from './bringup'
import { createNodes, recreateNodes, switchOn } from './bringup'
import { Capacity } from './capacity'
import type { Restoration } from './recovery'
import { Recovery } from './recovery'
import { RunningLab } from './running-lab'

export interface LifecycleOptions {
  /** Whose labs these are. */
  learner?: string
  purpose?: Purpose
  /** Shared by everybody who uses the same engine. */
  capacity?: Capacity
}

/** A learner's running labs. One session a lab. Emits `session` when one changes, `added` for a new one. */
export class Lifecycle extends EventEmitter<{ session: [lab: string, view: SessionView | null]; added: [RunningLab] }> {
  private readonly byLab = new Map<string, RunningLab>()
  private readonly learner: string
  private readonly purpose: Purpose
  private readonly capacity: Capacity
  private adoption: NodeJS.Timeout | null = null
  private readonly recovery = new Recovery((session, nodes) => this.switchOn(session, nodes))
  private readonly starts = new Map<RunningLab, { cancel: AbortController; done: Promise<void> }>()

  constructor(
    private readonly engine: () => Promise<Engine>,
    private readonly library: Library,
    { learner = localLearner, purpose = 'learn', capacity = new Capacity(engine) }: LifecycleOptions = {},
  ) {
    super()
    this.learner = learner
    this.purpose = purpose
    this.capacity = capacity
  }

  get(lab: string): RunningLab | undefined {
    return this.byLab.get(lab)
  }

  all(): RunningLab[] {
    return [...this.byLab.values()]
  }

  /** The lab's running session, or the error that says it is not running. */
  running(lab: string): RunningLab {
    const session = this.byLab.get(lab)
    if (!session || session.state === 'failed' || session.state === 'stopping')
      throw new LabError('lab.stopped', { lab })
    return session
  }

  /** The same for what must not interfere with a start. */
  private settled(lab: string): RunningLab {
    const session = this.running(lab)
    if (session.state === 'starting') throw new LabError('lab.starting', { lab })
    return session
  }

  private hold(session: RunningLab): void {
    this.byLab.set(session.lab, session)
    session.on('view', () => this.emit('session', session.lab, session.view))
    this.emit('added', session)
    this.emit('session', session.lab, session.view)
  }

  private drop(session: RunningLab): void {
    if (this.byLab.get(session.lab) === session) this.byLab.delete(session.lab)
    this.capacity.free(session.id)
    this.emit('session', session.lab, null)
    session.dispose()
  }

  private async site(engine: Engine, session: RunningLab, lab: Lab): Promise<Site> {
    const specs = [...session.nodes.values()].map(({ spec }) => spec)
    await ensureImages(engine, specs, (code, detail) => {
      if (session.state === 'starting') session.tell(code, detail)
    })
    const hosts = Object.fromEntries([...session.nodes.values()].map(({ name, spec }) => [name, spec.address]))
    return {
      engine,
      session: session.id,
      lab: lab.id,
      learner: this.learner,
      prefix: Number(lab.spec.network.cidr.split('/')[1]),
      hosts,
      purpose: this.purpose,
    }
  }

  /** Starts a lab and returns its session at once; `whole` resolves when all its nodes are ready, or rejects with what failed. */
  start(id: string): { session: RunningLab; whole: Promise<void> } {
    const lab = this.library.startable(id)
    const before = this.byLab.get(id)
    if (before && before.state !== 'failed') throw new LabError('lab.running', { lab: id })
    if (before) this.drop(before)
    const session = new RunningLab(randomBytes(4).toString('hex'), id, lab.spec.nodes)
    this.hold(session)
    const cancel = new AbortController()
    const whole = this.bringUp(session, lab, cancel.signal)
    const done = whole.catch((error: unknown) => log.info({ lab: id, error: String(error) }, 'start failed'))
    this.starts.set(session, { cancel, done })
    void done.finally(() => this.starts.delete(session))
    return { session, whole }
  }

  private async bringUp(session: RunningLab, lab: Lab, signal: AbortSignal): Promise<void> {
    let engine: Engine | undefined
    const go = () => {
      if (signal.aborted) throw new LabError('start.cancelled')
    }
    try {
      session.tell('engine', '')
      await this.capacity.enter(
        session.id,
        Object.values(lab.spec.nodes),
        (place, why) => session.tell(`queue.${why}`, String(place)),
        signal,
      )
      session.tell('engine', '')
      engine = await this.engine()
      const site = await this.site(engine, session, lab)
      await ensureSpace(engine, nodeImage())
      go()
      session.tell('network', '')
      await createNetwork(engine, nodeImage(), session.id, {
        [label.lab]: lab.id,
        [label.learner]: this.learner,
        [label.purpose]: this.purpose,
      })
      go()
      session.tell('nodes', '')
      await createNodes(site, [...session.nodes.values()])
      go()
      this.capacity.started(session.id)
      session.become('running')
    } catch (error) {
      await this.rollBack(engine, session)
      this.capacity.free(session.id)
      if (signal.aborted) return
      session.become('failed', error)
      throw error
    }
  }

  private async rollBack(engine: Engine | undefined, session: RunningLab): Promise<void> {
    if (!engine) return
    // A creation under way may still land after the first removal: the second takes it too.
    for (let round = 0; round < 2; round++)
      await removeAll(engine, session.id).catch((error: unknown) =>
        log.error(
          { session: session.id, error: String(error) },
          'a failed start could not be removed; run: npx lvs-lab clean',
        ),
      )
  }

  /** Stops a lab: everything of it is removed from the engine. Stopping what does not run is fine. */
  async stop(id: string): Promise<void> {
    const session = this.byLab.get(id)
    if (!session) return
    // Who waits in line has nothing on the engine yet. While the engine is away nothing can be removed: the lab stays as it is.
    const made = !this.starts.has(session) || this.capacity.holds(session.id)
    const engine = made ? await this.engine() : null
    session.become('stopping')
    const start = this.starts.get(session)
    start?.cancel.abort()
    try {
      if (engine) await removeAll(engine, session.id)
      await start?.done
      // What was under way may have come about after the first removal.
      if (engine && start) await removeAll(engine, session.id)
      this.drop(session)
    } catch (error) {
      session.become('failed', error)
      throw error
    }
  }

  /** Gives nodes fresh disks; the rest of the lab goes on. */
  async reset(id: string, names?: string[]): Promise<void> {
    const session = this.settled(id)
    const nodes = names ? names.map((name) => session.node(name)) : [...session.nodes.values()]
    for (const shell of session.shells.values()) if (nodes.includes(shell.node)) shell.cancel()
    const lab = this.library.lab(id)
    await recreateNodes(await this.site(await this.engine(), session, lab), nodes)
  }

  /** Cuts a node's power, or switches it on again with its disk as it was. */
  async power(id: string, name: string, on: boolean): Promise<void> {
    const session = this.settled(id)
    const node = session.node(name)
    if (!on) {
      await node.machine?.cut()
      this.recovery.forget(node)
      node.become('off')
    } else if (node.state === 'off' || node.state === 'failed') {
      await this.switchOn(session, [node])
    }
  }

  /** Boots stopped nodes with their disks as they were. */
  private async switchOn(session: RunningLab, nodes: LabNode[]): Promise<void> {
    const engine = await this.engine()
    await ensureSpace(engine, nodeImage())
    for (const { machine, spec } of nodes) await machine?.ensureFits(spec)
    await switchOn({ engine, session: session.id }, nodes)
  }

  /** Cuts the power of a node that fills the engine's disk. One that is being reset, or was, is another by now. */
  async full({ session: id, node: name, container, problem }: FullNode): Promise<void> {
    const node = this.all()
      .find((session) => session.id === id)
      ?.nodes.get(name)
    // One that failed may run all the same.
    if (!node || node.machine?.id !== container || node.state === 'creating') return
    log.warn({ node: name, session: id, error: problem.message }, 'a node is switched off for the sake of the disk')
    // Said first: its end is not its own.
    this.recovery.forget(node)
    node.become('failed', problem)
    await node.machine?.cut()
  }

  /** Does something to a node from outside, and returns when it has been done. */
  fault(id: string, name: string, what: FaultAct): Promise<void> {
    if (what === 'power off' || what === 'power on') return this.power(id, name, what === 'power on')
    return act(this.settled(id).node(name), what)
  }

  /**
   * Takes over what runs on the engine already. With `tidy`, removes what a cut-short start or stop left behind; without,
   * leaves it alone: another process may be starting it just now.
   */
  async adopt(tidy: boolean): Promise<void> {
    const engine = await this.engine()
    const networks = tidy ? await findNetworks(engine, this.learner, this.purpose) : []
    const sessions = (await findSessions(engine)).filter(({ learner }) => learner === this.learner)
    for (const id of networks)
      if (![...sessions, ...this.all()].some((session) => session.id === id)) await removeAll(engine, id)
    const taken: FoundSession[] = []
    for (const found of sessions) {
      if (found.purpose !== this.purpose || this.all().some(({ id }) => id === found.id)) continue
      if (!found.whole || [...this.all(), ...taken].some(({ lab }) => lab === found.lab)) {
        if (!tidy) continue
        log.warn({ session: found.id, lab: found.lab }, 'removing a session that was cut short')
        await removeAll(engine, found.id)
        if (found.unreadable > 0) this.tellUnreadable(found)
        continue
      }
      taken.push(found)
    }
    await Promise.all(taken.map((found) => this.takeOver(found)))
  }

  /** Its page says why it is gone. */
  private tellUnreadable({ id, lab, since }: FoundSession): void {
    if (this.byLab.has(lab)) return
    const session = new RunningLab(id, lab, {}, since)
    this.hold(session)
    session.become('failed', unreadable(lab))
  }

  /** Takes over one session: whatever it holds, it neither fails nor holds up another. */
  private async takeOver(found: FoundSession): Promise<void> {
    const specs = found.nodes.map(({ name, spec }) => [name, spec] as const)
    const session = new RunningLab(found.id, found.lab, Object.fromEntries(specs), found.since)
    this.capacity.hold(
      session.id,
      specs.map(([, spec]) => spec),
    )
    this.hold(session)
    try {
      await adopt(session, found, () => this.byLab.get(found.lab) === session)
      // Nothing of it runs: the engine, or its machine, has been restarted, or its learner has switched all off.
      if (!found.nodes.some(({ running }) => running)) {
        const ended = await endedLast(found.nodes, (await ensureDiskProbe(await this.engine(), nodeImage())).startedAt)
        this.recovery.owe(ended.map(({ name }) => session.node(name)))
      }
    } catch (error) {
      log.error({ session: found.id, lab: found.lab, error: String(error) }, 'a lab could not be taken over')
      session.become('failed', error)
    }
  }

  /** A node's container ended, started or was removed by itself (its own `poweroff`, a crash, the command line). */
  async containerEvent(sessionId: string, name: string, action: string): Promise<void> {
    const session = this.all().find(({ id }) => id === sessionId)
    const node = session?.nodes.get(name)
    if (!session || !node) {
      // Started from the command line: once it is whole, it is taken over.
      if (action === 'start') this.adoption ??= setTimeout(() => void this.adoptLater(), 3000).unref()
      return
    }
    if (session.state !== 'running') return
    if (action === 'die' && node.state === 'ready') {
      node.become('off')
      this.recovery.died(node)
    }
    if (action === 'start' && node.state === 'off') await this.power(session.lab, name, true)
    if (action === 'destroy' && node.state === 'off') {
      node.machine = null
      if ([...session.nodes.values()].every(({ machine }) => machine === null)) this.drop(session)
    }
  }

  /** The engine is away: what is on now must be on again when it is back. */
  engineLost(): void {
    for (const session of this.all()) if (session.state === 'running') this.recovery.lost(session)
  }

  /**
   * The engine is back: takes up the nodes that it has kept alive, and forgets labs that are gone. Gives a job for each lab
   * of which nodes must be switched on again.
   */
  async engineFound(): Promise<Restoration[]> {
    const engine = await this.engine()
    const found = await findSessions(engine)
    const jobs: Restoration[] = []
    for (const session of this.all()) {
      const there = found.find(({ id }) => id === session.id)
      // What a start or stop left that was cut short with the engine.
      if (session.state === 'failed' && there) await removeAll(engine, session.id)
      if (session.state !== 'running') continue
      if (!there) this.drop(session)
      else jobs.push(...(await this.recovery.compare(session, there.nodes)))
    }
    return jobs
  }

  private async adoptLater(): Promise<void> {
    this.adoption = null
    await this.adopt(false).catch((error: unknown) =>
      log.warn({ error: String(error) }, 'a lab could not be taken over'),
    )
  }

  /** Lets go of all sessions; they go on running. */
  dispose(): void {
    for (const session of this.byLab.values()) session.dispose()
    this.byLab.clear()
    this.removeAllListeners()
  }
}
