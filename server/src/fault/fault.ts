import { type FaultAct, faultActs, lasting, undoing } from '@contract/fault'
import type { LabNode } from '../lab-node'
import { plain } from '../text'
import { LabError } from '../errors'
import { findInside, insideScript } from './inside'
import { findOutside, outside } from './outside'

async function actInside(node: LabNode, act: FaultAct): Promise<void> {
  const script = insideScript(act)
  if (script === null) return
  const { status, stderr } = await node.job(script)
  if (status !== 0)
    throw new LabError('fault.refused', { act, node: node.name, reason: plain(stderr, 200) || `status ${status}` })
}

/** Does something to a node that is on, its power excepted, and keeps in mind what lasts. */
export async function act(node: LabNode, what: FaultAct): Promise<void> {
  if (node.state === 'off') throw new LabError('node.off', { node: node.name })
  if (lasting.some((fault) => fault.act === what && fault.own) && node.spec.kernel !== 'own')
    throw new LabError('fault.kernel', { act: what, node: node.name })
  const script = outside[what]
  if (!script) await actInside(node, what)
  else await node.machine?.outside(`'${what}' on ${node.name}`, script)
  // What is frozen shows in the list of programs, whoever has frozen it.
  if (/ (frozen|thawed|killed)$/.test(what)) return
  const undone = lasting.filter(({ undo }) => undo === (undoing(what) ?? what)).map((fault) => fault.act)
  node.suffers(undoing(what) ? what : null, undone)
}

/** Learns again, after a restart of the server, what a node suffers from. */
export async function findFaults(node: LabNode): Promise<void> {
  if (!node.machine) return
  const found = await node.machine.outside(`looking at ${node.name} from outside`, findOutside)
  const inside = node.spec.kernel === 'own' ? await node.job(findInside(Math.floor(Date.now() / 1000))) : { stdout: '' }
  const lines = new Set(`${found}\n${inside.stdout}`.split('\n').map((line) => line.trim()))
  for (const fault of faultActs) if (lines.has(fault)) node.suffers(fault)
}
