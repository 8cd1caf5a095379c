/** The Docker engine as every page may know it. */
import type { Problem } from './problem'

export interface EngineView {
  /**
   * `here`: it answers. `away`: it does not, and nobody knows what the nodes do. `stopped`: somebody has stopped it on
   * purpose. `back`: it answers again, and labs are being taken up.
   */
  state: 'here' | 'away' | 'stopped' | 'back'
  /** When it became so; milliseconds since 1970 on the server's clock. */
  since: number
  /** The server starts it again. */
  embedded: boolean
  /** Nodes that are being switched on again. */
  nodes: number
  /** Why it could not be started, after several tries; the server goes on trying. */
  problem?: Problem
}
