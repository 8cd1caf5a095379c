import { Library } from '../../src/content/library'
import { fixtureLabs } from '../../src/content/testing'
import type { Purpose } from '../../src/engine/container'
import type { Engine } from '../../src/engine/engine'
import type { LabNode } from '../../src/lab-node'
import type { RunningLab } from '../../src/labs/running-lab'
import { Lifecycle } from '../../src/labs/lifecycle'

/** What starts and stops the labs of a folder, as the server has it. */
export async function openSessions(engine: Engine, labs = fixtureLabs, purpose?: Purpose): Promise<Lifecycle> {
  return new Lifecycle(() => Promise.resolve(engine), await Library.open(labs), purpose ? { purpose } : {})
}

/** Starts a lab and waits until it runs. */
export async function startLab(sessions: Lifecycle, lab: string): Promise<RunningLab> {
  const { lab: session, whole } = sessions.start(lab)
  await whole
  return session
}

/** Runs a script in a node; gives its trimmed stdout and its status. */
export async function run(node: LabNode, script: string): Promise<{ status: number; stdout: string }> {
  const { status, stdout } = await node.job(script)
  return { status, stdout: stdout.trim() }
}
