import type { LabNode } from '../lab-node'
import type { FoundSession } from '../engine/survey'
import { LabError } from '../errors'
import { findFaults } from '../fault/fault'
import { log } from '../log'
import { within } from '../timeout'
import type { RunningLab } from './running-lab'

/** Milliseconds after which a lab is taken over without the nodes that have not answered: these follow when they do, or fail. */
const answerTimeoutMs = 15_000

/**
 * Takes up the nodes of a lab that runs on the engine already, and returns when it can be worked with: soon, whatever they do.
 * `held`: nobody has stopped it meanwhile.
 */
export async function resume(lab: RunningLab, found: FoundSession, held: () => boolean): Promise<void> {
  // What is said of a lab is said anew when it begins to run.
  const early: LabError[] = []
  const warn = (problem: LabError) => {
    if (lab.state === 'starting') early.push(problem)
    else lab.warn(problem)
  }
  const resumed = Promise.all(
    found.nodes.map(async ({ name, machine, running }) => {
      const node = lab.node(name)
      node.machine = machine
      if (running) await resumeNode(lab, node, held, warn)
      else node.become('off')
    }),
  )
  const slow = new Error('slow')
  await within(answerTimeoutMs, resumed, () => slow).catch((error: unknown) => {
    if (error !== slow) throw error
    log.warn({ session: lab.id, lab: lab.name }, 'a lab is taken over before all its nodes have answered')
  })
  if (!held() || lab.state !== 'starting') return
  lab.become('running')
  for (const problem of early) lab.warn(problem)
}

async function resumeNode(
  lab: RunningLab,
  node: LabNode,
  held: () => boolean,
  warn: (problem: LabError) => void,
): Promise<void> {
  const about = { session: lab.id, node: node.name }
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
  const left = await lab.findShells(node).catch((error: unknown) => {
    log.warn({ ...about, error: String(error) }, 'the terminals of a node are not known')
    return 0
  })
  if (node.state === 'booting') node.become('ready')
  if (left === 0 || !held()) return
  log.warn({ ...about, left }, 'terminals of a node were not taken over')
  // Others run it: they are not shown.
  warn(new LabError('shell.left', { node: node.name, count: left }))
}
