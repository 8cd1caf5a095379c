import type { Both } from './lesson'

/** What a node says about why a check does not hold. */
export interface Diagnosis {
  id: string
  node: string
  says: Both
  /** The node's own words: three lines at most. */
  quote: string[]
  /** The command or file that they come from. */
  source: string
}
