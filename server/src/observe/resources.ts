import { type Owned, owned } from '@contract/state'
import type { LabNode } from '../lab-node'

/** Milliseconds from one question to the next at least. */
const pause = 1000

/**
 * What heartbeat says that a node owns. It tells nobody by itself, but logs every move, and the log is watched: so it is
 * asked after changes of the node's state, and once more when those have settled. Emits by `told` when the answer is another.
 */
export class Resources {
  now: Owned | undefined
  private asking = false
  private again = false
  private runs = false

  constructor(
    private readonly node: Pick<LabNode, 'job'>,
    private readonly told: () => void,
  ) {}

  /** The node's state has changed. `runs`: heartbeat does. */
  changed(runs: boolean): void {
    this.runs = runs
    if (!runs) {
      this.again = false
      this.now = undefined
    } else if (this.asking) this.again = true
    else void this.ask(true)
  }

  private async ask(more: boolean): Promise<void> {
    this.asking = true
    this.again = more
    // A node that cannot be asked is not known to own anything; why, its own view tells.
    const said = await this.node.job('cl_status rscstatus', { timeout: 3000 }).then(
      ({ stdout }) => owned.find((each) => each === stdout.trim()),
      () => undefined,
    )
    if (this.runs && said !== this.now) {
      this.now = said
      this.told()
    }
    setTimeout(() => {
      this.asking = false
      if (this.again) void this.ask(false)
    }, pause).unref()
  }
}
