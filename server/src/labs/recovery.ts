import type { FoundNode } from '../engine/survey'
import type { LabNode } from '../lab-node'
import { pause, within } from '../timeout'
import { LabError } from '../errors'
import { log } from '../log'
import type { RunningLab } from './running-lab'

/** Milliseconds before the engine was seen to be away in which a node that ended was ended by the engine's own end. */
const lastMomentsMs = 15_000

/**
 * A restarted engine holds the network of a node that it has ended for two minutes at most (Docker 20.10), and no other card
 * gets the node's address until then: hence many tries, for longer than that.
 */
const [giveUpAfterMs, betweenTriesMs] = [180_000, 5000]

/** Errors of a start that may go well the next time. */
const passing = new Set(['engine.refused', 'node.boot'])

/** Milliseconds in which a node that lives must be reached, not to hold up the others. */
const reachMs = 15_000

/** Nodes of one lab that must be switched on again. */
export interface Restoration {
  nodes: number
  /** Returns when they are on, or have failed. */
  run(): Promise<void>
}

const goesOn = ({ state }: LabNode) => state === 'ready' || state === 'booting' || state === 'creating'

/** Remembers which nodes were on when the engine went away, and brings them back. A node that was off stays off. */
export class Recovery {
  /** Nodes that were on, until they are on again or their learner switches them off. */
  private readonly on = new Set<LabNode>()
  private readonly deaths = new WeakMap<LabNode, number>()
  private lostAt = 0

  constructor(private readonly switchOn: (lab: RunningLab, nodes: LabNode[]) => Promise<void>) {}

  /** A node went off without anybody here having switched it off. */
  died(node: LabNode): void {
    this.deaths.set(node, Date.now())
  }

  /** A node was switched off: it stays so. */
  forget(node: LabNode): void {
    this.on.delete(node)
    this.deaths.delete(node)
  }

  /** The engine is away. */
  lost(lab: RunningLab): void {
    const now = Date.now()
    this.lostAt = now
    const since = now - lastMomentsMs
    for (const node of lab.nodes.values()) {
      const ended = node.state === 'failed' ? node.view.since : (this.deaths.get(node) ?? 0)
      if (goesOn(node) || ended > since) this.on.add(node)
    }
  }

  /** What must be on again although nobody here has seen it on. */
  owe(nodes: LabNode[]): void {
    for (const node of nodes) this.on.add(node)
  }

  /** Compares a lab with what the engine has of it; reaches the nodes that live, and gives the job for those that do not. */
  async compare(lab: RunningLab, found: FoundNode[]): Promise<Restoration[]> {
    const off: LabNode[] = []
    await Promise.all(
      found.map(async ({ name, running }) => {
        const node = lab.nodes.get(name)
        if (!node) return
        const owed = this.on.has(node)
        if (running && node.state === 'ready') {
          this.on.delete(node)
          await this.reach(node)
        } else if (owed) off.push(node)
        else if (!running && node.state === 'ready') node.become('off')
      }),
    )
    if (off.length === 0) return []
    for (const node of off) node.become('off')
    return [{ nodes: off.length, run: () => this.restore(lab, off) }]
  }

  /** Takes up the connection to a node that has lived on. */
  private async reach(node: LabNode): Promise<void> {
    const seconds = Math.ceil((Date.now() - this.lostAt) / 1000) + 1
    try {
      await within(reachMs, node.connect(), () => new Error('it does not answer yet'))
      if (this.lostAt > 0) await node.endConnections(seconds)
    } catch (error) {
      // It is asked again for as long as it counts as ready.
      log.info({ node: node.name, error: String(error) }, 'a node is not reached yet')
    }
  }

  private async restore(lab: RunningLab, nodes: LabNode[]): Promise<void> {
    const giveUpAt = Date.now() + giveUpAfterMs
    const said = new Set<string>()
    for (;;) {
      // Some may have been switched off, or on, meanwhile.
      const wanted = nodes.filter((node) => this.on.has(node) && !goesOn(node))
      if (lab.state !== 'running' || lab.over.aborted || wanted.length === 0) return
      try {
        await this.switchOn(lab, wanted)
      } catch (error) {
        const again = error instanceof LabError && passing.has(error.code)
        if (!again || Date.now() + betweenTriesMs > giveUpAt) throw error
        if (!said.has(error.message)) log.warn({ session: lab.id, error: error.message }, 'nodes do not start yet')
        said.add(error.message)
        await pause(betweenTriesMs, lab.over)
      }
      for (const node of wanted) if (node.state === 'ready') this.on.delete(node)
    }
  }
}
