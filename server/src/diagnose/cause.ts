import type { Both } from '@contract/lesson'

/** A thing that goes wrong, and the question that shows it. */
export interface Cause {
  id: string
  /** The program without which the question makes no sense. */
  needs?: string
  /**
   * bash, run with what `question.ts` puts before it. What it prints is quoted: the machine's own words for what is
   * wrong. It prints nothing where all is well, whatever its status.
   */
  ask: string
  /** The sentence above the quotation. */
  says: Both
  /** The command or file that is quoted. */
  source: string
}
