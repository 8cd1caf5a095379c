import type { VrrpState } from '@contract/state'
import { plain } from '../text'
import { linesOf, longest, most } from './limits'

const states: readonly string[] = ['MASTER', 'BACKUP', 'FAULT'] satisfies VrrpState[]

/**
 * Each VRRP instance's last state, from what keepalived logged: `(VI_1) Entering MASTER STATE` (vrrp.c of 2.2).
 * What the log's tail does not tell is as it was before; a start of keepalived forgets everything.
 */
export function readVrrp(log: string, before: ReadonlyMap<string, VrrpState>): Map<string, VrrpState> {
  const now = new Map(before)
  for (const line of linesOf(log)) {
    if (!line.includes('Keepalived')) continue
    if (/Starting VRRP child process|Starting Keepalived v/.test(line)) now.clear()
    const [, name, state] = /\(([^\s()]{1,64})\) Entering ([A-Z]+) STATE/.exec(line) ?? []
    if (!name || !state || !states.includes(state)) continue
    const shown = plain(name, longest.name)
    if (now.has(shown) || now.size < most.instances) now.set(shown, state as VrrpState)
  }
  return now
}
