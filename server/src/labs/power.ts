import { type FullNode, ensureSpace } from '../engine/disk'
import type { Engine } from '../engine/engine'
import { nodeImage } from '../engine/image'
import { findSessions, removeAll } from '../engine/survey'
import type { LabNode } from '../lab-node'
import { log } from '../log'
import { switchOn } from './bringup'
import { type Restoration, Recovery } from './recovery'
import type { RunningLab } from './running-lab'
import type { RunningLabs } from './running-labs'

/** Which nodes of a person's labs are on: as the learner wants it, as their containers do, and as they were before the engine went away. */
export class Power {
  readonly recovery = new Recovery((lab, nodes) => this.switchOn(lab, nodes))

  constructor(
    private readonly engine: () => Promise<Engine>,
    private readonly labs: RunningLabs,
  ) {}

  /** Cuts a node's power, or switches it on again with its disk as it was. */
  async set(lab: RunningLab, node: LabNode, on: boolean): Promise<void> {
    if (!on) {
      await node.machine?.cut()
      this.recovery.forget(node)
      node.become('off')
    } else if (node.state === 'off' || node.state === 'failed') {
      await this.switchOn(lab, [node])
    }
  }

  /** Boots stopped nodes with their disks as they were. */
  private async switchOn(lab: RunningLab, nodes: LabNode[]): Promise<void> {
    const engine = await this.engine()
    await ensureSpace(engine, nodeImage())
    for (const { machine, spec } of nodes) await machine?.ensureFits(spec)
    await switchOn({ engine, session: lab.id }, nodes)
  }

  /** Cuts the power of a node that fills the engine's disk. One that is being reset, or was, is another by now. */
  async full({ session: id, node: name, container, problem }: FullNode): Promise<void> {
    const node = this.labs
      .all()
      .find((lab) => lab.id === id)
      ?.nodes.get(name)
    // One that failed may run all the same.
    if (!node || node.machine?.id !== container || node.state === 'creating') return
    log.warn({ node: name, session: id, error: problem.message }, 'a node is switched off for the sake of the disk')
    // Said first: its end is not its own.
    this.recovery.forget(node)
    node.become('failed', problem)
    await node.machine?.cut()
  }

  /** A node's container ended, started or was removed by itself (its own `poweroff`, a crash, the command line). */
  async containerEvent(lab: RunningLab, node: LabNode, action: string): Promise<void> {
    if (lab.state !== 'running') return
    if (action === 'die' && node.state === 'ready') {
      node.become('off')
      this.recovery.died(node)
    }
    if (action === 'start' && node.state === 'off') await this.set(lab, node, true)
    if (action === 'destroy' && node.state === 'off') {
      node.machine = null
      if ([...lab.nodes.values()].every(({ machine }) => machine === null)) this.labs.drop(lab)
    }
  }

  /** The engine is away: what is on now must be on again when it is back. */
  engineLost(): void {
    for (const lab of this.labs.all()) if (lab.state === 'running') this.recovery.lost(lab)
  }

  /**
   * The engine is back: takes up the nodes that it has kept alive, and forgets labs that are gone. Gives a job for each lab
   * of which nodes must be switched on again.
   */
  async engineFound(): Promise<Restoration[]> {
    const engine = await this.engine()
    const found = await findSessions(engine)
    const jobs: Restoration[] = []
    for (const lab of this.labs.all()) {
      const there = found.find(({ id }) => id === lab.id)
      // What a start or stop left that was cut short with the engine.
      if (lab.state === 'failed' && there) await removeAll(engine, lab.id)
      if (lab.state !== 'running') continue
      if (!there) this.labs.drop(lab)
      else jobs.push(...(await this.recovery.compare(lab, there.nodes)))
    }
    return jobs
  }
}
