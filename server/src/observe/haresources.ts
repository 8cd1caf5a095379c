import type { HeartbeatState, Owned } from '@contract/state'
import { plain } from '../text'
import { linesOf, longest, most } from './limits'

/** Groups in haresources, by the node that each belongs to: `NODE RESOURCE…`, a backslash at the end goes on with the next line. */
function groupsIn(haresources: string): { node: string; resources: string }[] {
  return linesOf(haresources.replace(/\\\n/g, ' '))
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .flatMap(([node, ...rest]) => (node && rest.length > 0 ? [{ node, resources: rest.join(' ') }] : []))
}

/**
 * The groups that a node owns. Its own word alone does not tell: a node to which haresources gives nothing says `local` as
 * well, as long as the other one has what is its own.
 */
export function heartbeatState(node: string, says: Owned, haresources: string): HeartbeatState {
  const owns = (theirs: boolean) => says === 'all' || says === (theirs ? 'foreign' : 'local')
  const groups = groupsIn(haresources).filter((group) => owns(group.node !== node))
  return { says, groups: groups.slice(0, most.groups).map(({ resources }) => plain(resources, longest.group)) }
}
