import { log } from '../log'
import { type FullNode, findFull, tooFull } from './disk'
import { Writes } from './disk-writes'
import { type Engine, engineWords } from './engine'
import type { FreeSpace } from './disk-probe'
import { Paced } from './paced'

/** Milliseconds from one look to the next at least. */
const [shareRestMs, writeRestMs] = [500, 2000]

/**
 * Looks for nodes that must be switched off for the sake of the engine's disk. Whenever it has become fuller: those whose
 * files take more than their share. While it is nearly full and there are none such: the one that writes most, one a look.
 */
export class DiskLooks {
  private free: FreeSpace | null = null
  /** What was free at the last look, or more if it became more since. Null: it must be looked at whatever is free. */
  private looked: FreeSpace | null = null
  /** Somebody was over their share since the last look for who writes. */
  private found = false
  private readonly writes: Writes
  private readonly shares: Paced
  private readonly floor: Paced

  constructor(
    private readonly engine: Engine,
    private readonly full: (node: FullNode) => Promise<void>,
  ) {
    this.writes = new Writes(engine)
    this.shares = new Paced(
      () => this.fuller(),
      () => this.lookForShares(),
      shareRestMs,
    )
    this.floor = new Paced(
      () => this.low(),
      () => this.lookForWrites(),
      writeRestMs,
    )
  }

  private fuller(): boolean {
    const { free, looked } = this
    return free !== null && (!looked || free.mebibytes < looked.mebibytes || free.inodes < looked.inodes)
  }

  private low(): boolean {
    return this.free !== null && tooFull(this.free) !== null
  }

  /** So much is free now; null: that is not known, and nothing is looked at. */
  heard(free: FreeSpace | null): void {
    this.free = free
    const { looked } = this
    if (free && looked)
      this.looked = {
        mebibytes: Math.max(free.mebibytes, looked.mebibytes),
        inodes: Math.max(free.inodes, looked.inodes),
      }
    if (!this.low()) this.writes.forget()
    this.shares.nudge()
    this.floor.nudge()
  }

  private async lookForShares(): Promise<void> {
    this.looked = this.free
    try {
      const nodes = await findFull(this.engine)
      this.found ||= nodes.length > 0
      const dealt = await Promise.all(nodes.map((node) => this.deal(node)))
      if (dealt.includes(false)) this.looked = null
    } catch (error) {
      this.looked = null
      log.warn({ error: engineWords(error) }, 'nodes’ disks cannot be measured; trying again')
    }
  }

  private async lookForWrites(): Promise<void> {
    try {
      const node = await this.writes.most()
      if (node && !this.found) await this.deal(node)
    } catch (error) {
      log.warn({ error: engineWords(error) }, 'who writes most is not known; trying again')
    }
    this.found = false
  }

  /** Whether the node was dealt with: one that was not is tried again, and holds up no other. */
  private async deal(node: FullNode): Promise<boolean> {
    try {
      await this.full(node)
      return true
    } catch (error) {
      const { session, node: name } = node
      log.warn({ session, node: name, error: engineWords(error) }, 'a node could not be switched off; trying again')
      return false
    }
  }

  close(): void {
    this.shares.close()
    this.floor.close()
  }
}
