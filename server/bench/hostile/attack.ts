import type { Attacker } from './attacker'

/** Something that one learner does and that another must not notice. */
export interface Attack {
  /** As the table names it. */
  name: string
  /**
   * Does it. What was started in the node goes on until the lab is ended. Returns when the rest needs nobody, or when the
   * attacker's time is over.
   */
  run(attacker: Attacker): Promise<void>
}
