import type { FaultAct } from '@contract/fault'
import { faultActs, lasting, undoing } from '@contract/fault'
import type { LabNode } from '../engine/node'
import { inContainer } from '../engine/outside'
import { LabError } from '../errors'
import { findInside, insideScript } from './inside'

/**
 * Pulls a node's network cable, or plugs it in again. The other nodes are reached in macvlan's bridge mode only, so another
 * mode loses every frame both ways while the node goes on believing in its link, as behind a switch.
 */
async function setCable(node: LabNode, plugged: boolean): Promise<void> {
  if (!node.container) return
  const what = `${plugged ? 'plugging in' : 'pulling'} the cable of ${node.name}`
  await inContainer(node.container, what, `ip link set dev eth0 type macvlan mode ${plugged ? 'bridge' : 'private'}`)
}

async function actInside(node: LabNode, act: FaultAct): Promise<void> {
  const script = insideScript(act)
  if (script === null) return
  const { status, stderr } = await node.job(script)
  if (status !== 0)
    throw new LabError('fault.refused', `'${act}' on ${node.name}: ${stderr.trim() || `status ${status}`}`, undefined, {
      node: node.name,
    })
}

/** Does something to a node that is on, its power excepted, and keeps in mind what lasts. */
export async function act(node: LabNode, what: FaultAct): Promise<void> {
  if (node.state === 'off') throw new LabError('node.off', `${node.name} is off`, 'Switch it on', { node: node.name })
  if (lasting.some((fault) => fault.act === what && fault.own) && node.spec.kernel !== 'own')
    throw new LabError('fault.kernel', `'${what}' needs a kernel of its own, ${node.name} has the host's`, undefined, {
      node: node.name,
    })
  if (what === 'cable out' || what === 'cable in') await setCable(node, what === 'cable in')
  else await actInside(node, what)
  // What is frozen shows in the list of programs, whoever has frozen it.
  if (/ (frozen|thawed|killed)$/.test(what)) return
  const undone = lasting.filter(({ undo }) => undo === (undoing(what) ?? what)).map((fault) => fault.act)
  node.suffers(undoing(what) ? what : null, undone)
}

/** Learns again, after a restart of the server, what a node suffers from. */
export async function findFaults(node: LabNode): Promise<void> {
  if (!node.container) return
  const link = await inContainer(node.container, `looking at ${node.name}’s cable`, 'ip -details link show dev eth0')
  if (link.includes('macvlan mode private')) node.suffers('cable out')
  if (node.spec.kernel !== 'own') return
  const { stdout } = await node.job(findInside(Math.floor(Date.now() / 1000)))
  for (const line of stdout.split('\n')) {
    const found = faultActs.find((known) => known === line.trim())
    if (found) node.suffers(found)
  }
}
