import { randomBytes } from 'node:crypto'
import { localLearner } from '@contract/classroom'
import type { FaultAct } from '@contract/fault'
import type { Library } from '../content/library'
import type { Engine } from '../engine/engine'
import { removeAll } from '../engine/survey'
import { LabError } from '../errors'
import { act } from '../fault/fault'
import { log } from '../log'
import { Adoption } from './adoption'
import { recreateNodes } from './bringup'
import { Capacity } from './capacity'
import { Power } from './power'
import { RunningLab } from './running-lab'
import { RunningLabs } from './running-labs'
import { type Owner, bringUp, siteOf } from './start'

/** Starts and stops one person's labs, and does to them what is done from outside. */
export class Lifecycle {
  readonly labs: RunningLabs
  readonly power: Power
  readonly adoption: Adoption
  private readonly owner: Owner
  private readonly starts = new Map<RunningLab, AbortController>()
  /** What makes containers of a lab just now: a stop waits for it, and removes those too. */
  private readonly making = new Map<RunningLab, Promise<unknown>>()

  /** `capacity` is shared by everybody who uses the same engine. */
  constructor(
    private readonly engine: () => Promise<Engine>,
    private readonly library: Library,
    { learner = localLearner, purpose = 'learn', capacity = new Capacity(engine) }: Partial<Omit<Owner, 'engine'>> = {},
  ) {
    this.owner = { learner, purpose, capacity, engine }
    this.labs = new RunningLabs(capacity)
    this.power = new Power(engine, this.labs)
    this.adoption = new Adoption(this.owner, this.labs, this.power.recovery)
  }

  /** Starts a lab and returns it at once; `whole` resolves when all its nodes are ready, or rejects with what failed. */
  start(id: string): { lab: RunningLab; whole: Promise<void> } {
    const content = this.library.startable(id)
    const before = this.labs.get(id)
    if (before && before.state !== 'failed') throw new LabError('lab.running', { lab: id })
    if (before) this.labs.drop(before)
    const lab = new RunningLab(randomBytes(4).toString('hex'), id, content.spec.nodes)
    this.labs.add(lab)
    const cancel = new AbortController()
    const whole = bringUp(this.owner, lab, content, cancel.signal)
    this.starts.set(lab, cancel)
    whole
      .catch((error: unknown) => log.info({ lab: id, error: String(error) }, 'start failed'))
      .finally(() => this.starts.delete(lab))
    this.makes(lab, whole)
    return { lab, whole }
  }

  private makes(lab: RunningLab, work: Promise<unknown>): void {
    const all = Promise.allSettled([this.making.get(lab), work])
    this.making.set(lab, all)
    void all.then(() => this.making.get(lab) === all && this.making.delete(lab))
  }

  /** Stops a lab: everything of it is removed from the engine. Stopping what does not run is fine. */
  async stop(id: string): Promise<void> {
    const lab = this.labs.get(id)
    if (!lab) return
    // Who waits in line has nothing on the engine yet. While the engine is away nothing can be removed: the lab stays as it is.
    const made = !this.starts.has(lab) || this.owner.capacity.holds(lab.id)
    const engine = made ? await this.engine() : null
    lab.become('stopping')
    this.starts.get(lab)?.abort()
    const making = this.making.get(lab)
    try {
      if (engine) await removeAll(engine, lab.id)
      await making
      // What was under way may have come about after the first removal.
      if (engine && making) await removeAll(engine, lab.id)
      this.labs.drop(lab)
    } catch (error) {
      lab.become('failed', error)
      throw error
    }
  }

  /** Gives nodes fresh disks; the rest of the lab goes on. */
  async reset(id: string, names?: string[]): Promise<void> {
    const lab = this.labs.settled(id)
    const nodes = names ? names.map((name) => lab.node(name)) : [...lab.nodes.values()]
    for (const shell of lab.shells.values()) if (nodes.includes(shell.node)) shell.cancel()
    const content = this.library.lab(id)
    const made = this.engine().then(async (engine) =>
      recreateNodes(await siteOf(this.owner, engine, lab, content), nodes),
    )
    this.makes(lab, made)
    await made
  }

  /** Does something to a node from outside, and returns when it has been done. */
  async fault(id: string, name: string, what: FaultAct): Promise<void> {
    const lab = this.labs.settled(id)
    const node = lab.node(name)
    if (what === 'power off' || what === 'power on') await this.power.set(lab, node, what === 'power on')
    else await act(node, what)
  }

  /** A node's container ended, started or was removed by itself. */
  async containerEvent(id: string, name: string, action: string): Promise<void> {
    const lab = this.labs.all().find((lab) => lab.id === id)
    const node = lab?.nodes.get(name)
    if (lab && node) return this.power.containerEvent(lab, node, action)
    if (action === 'start') this.adoption.soon()
  }
}
