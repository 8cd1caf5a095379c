import type { Lab } from '../content/lab'
import type { Purpose } from '../engine/container'
import { ensureSpace } from '../engine/disk'
import type { Engine } from '../engine/engine'
import { ensureImages, nodeImage } from '../engine/image'
import { label } from '../engine/labels'
import { createNetwork } from '../engine/network'
import { removeAll } from '../engine/survey'
import { LabError } from '../errors'
import { log } from '../log'
import { type Site, createNodes } from './bringup'
import type { Capacity } from './capacity'
import type { RunningLab } from './running-lab'

/** Whose labs are started, what for, and where. */
export interface Owner {
  learner: string
  purpose: Purpose
  capacity: Capacity
  engine: () => Promise<Engine>
}

/** What the nodes of a lab are made with. Their images are built where they are missing. */
export async function siteOf(
  { learner, purpose }: Owner,
  engine: Engine,
  lab: RunningLab,
  content: Lab,
): Promise<Site> {
  const nodes = [...lab.nodes.values()]
  const specs = nodes.map(({ spec }) => spec)
  await ensureImages(engine, specs, (code, detail) => {
    if (lab.state === 'starting') lab.tell(code, detail)
  })
  const hosts = Object.fromEntries(nodes.map(({ name, spec }) => [name, spec.address]))
  const prefix = Number(content.spec.network.cidr.split('/')[1])
  return { engine, session: lab.id, lab: content.id, learner, prefix, hosts, purpose }
}

/** Starts a lab: returns when it runs. What fails, or is cancelled by the signal, is undone as a whole, and the lab shows why. */
export async function bringUp(owner: Owner, lab: RunningLab, content: Lab, signal: AbortSignal): Promise<void> {
  const { learner, purpose, capacity } = owner
  let engine: Engine | undefined
  const go = () => {
    if (signal.aborted) throw new LabError('start.cancelled')
  }
  try {
    lab.tell('engine', '')
    const told = (place: number, why: 'room' | 'turn') => lab.tell(`queue.${why}`, String(place))
    await capacity.enter(lab.id, Object.values(content.spec.nodes), told, signal)
    lab.tell('engine', '')
    engine = await owner.engine()
    const site = await siteOf(owner, engine, lab, content)
    await ensureSpace(engine, nodeImage())
    go()
    lab.tell('network', '')
    const labels = { [label.lab]: content.id, [label.learner]: learner, [label.purpose]: purpose }
    await createNetwork(engine, nodeImage(), lab.id, labels)
    go()
    lab.tell('nodes', '')
    await createNodes(site, [...lab.nodes.values()])
    go()
    capacity.started(lab.id)
    lab.become('running')
  } catch (error) {
    if (engine) await rollBack(engine, lab)
    capacity.free(lab.id)
    if (signal.aborted) return
    lab.become('failed', error)
    throw error
  }
}

async function rollBack(engine: Engine, { id }: RunningLab): Promise<void> {
  // A creation under way may still land after the first removal: the second takes it too.
  for (let round = 0; round < 2; round++)
    await removeAll(engine, id).catch((error: unknown) =>
      log.error({ session: id, error: String(error) }, 'a failed start could not be removed; run: npx lvs-lab clean'),
    )
}
