import type { Workspace } from '../labs/workspace'

/** What a request is about: one's own labs, or where its lab is another's, that person's. */
export interface RequestContext {
  workspace: Workspace
  /** The labs are the sender's own. */
  isOwner: boolean
}
