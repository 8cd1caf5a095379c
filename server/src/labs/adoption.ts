import type { LabNode } from '../lab-node'
import type { FoundSession } from '../engine/survey'
import { LabError } from '../errors'
import { findFaults } from '../fault/fault'
import { log } from '../log'
import { within } from '../timeout'
import type { RunningLab } from './running-lab'

/** Milliseconds after which a lab is taken over without the nodes that have not answered: these follow when they do, or fail. */
const answerTimeoutMs = 15_000

/** A lab that cannot be taken over, and was removed. */
export const unreadable = (lab: string) => new LabError('lab.unreadable', { lab })

/** Some terminals of a node are not shown: others run it. */
const leftOut = (node: string, count: number) => new LabError('shell.left', { node, count })

/**
 * Takes over the nodes of a session that runs on the engine, and returns when it can be worked with: soon, whatever they do.
 * `held`: nobody has stopped it meanwhile.
 */
export async function adopt(session: RunningLab, found: FoundSession, held: () => boolean): Promise<void> {
  // What is said of a lab is said anew when it begins to run.
  const early: LabError[] = []
  const warn = (problem: LabError) => {
    if (session.state === 'starting') early.push(problem)
    else session.warn(problem)
  }
  const resumed = Promise.all(
    found.nodes.map(async ({ name, machine, running }) => {
      const node = session.node(name)
      node.machine = machine
      if (running) await resume(session, node, held, warn)
      else node.become('off')
    }),
  )
  const slow = new Error('slow')
  await within(answerTimeoutMs, resumed, () => slow).catch((error: unknown) => {
    if (error !== slow) throw error
    log.warn({ session: session.id, lab: session.lab }, 'a lab is taken over before all its nodes have answered')
  })
  if (!held() || session.state !== 'starting') return
  session.become('running')
  for (const problem of early) session.warn(problem)
}

async function resume(
  session: RunningLab,
  node: LabNode,
  held: () => boolean,
  warn: (problem: LabError) => void,
): Promise<void> {
  const about = { session: session.id, node: node.name }
  node.become('booting')
  try {
    await node.booted()
  } catch (error) {
    log.warn({ ...about, error: String(error) }, 'a node could not be taken over')
    // Who switched it off, or reset it meanwhile, has the say.
    if (node.state === 'booting' && held()) node.become('failed', error)
    return
  }
  if (!held()) return
  // What cannot be learnt of it does not keep it from being worked with.
  await findFaults(node).catch((error: unknown) =>
    log.warn({ ...about, error: String(error) }, 'what a node suffers from is not known'),
  )
  const left = await session.findShells(node).catch((error: unknown) => {
    log.warn({ ...about, error: String(error) }, 'the terminals of a node are not known')
    return 0
  })
  if (node.state === 'booting') node.become('ready')
  if (left === 0 || !held()) return
  log.warn({ ...about, left }, 'terminals of a node were not taken over')
  warn(leftOut(node.name, left))
}
