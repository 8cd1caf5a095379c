import { localLearner } from '@contract/classroom'
import type { NodeSpec } from '@contract/lesson'
import type { Purpose } from './container'
import { type Engine, engineCall, ours } from './engine'
import { helperImage } from './image'
import { label, specOf } from './labels'
import { Machine, removeContainer } from './machine'
import { removeOldNetworks } from './old-network'

/** A node as its container's labels tell it. */
export interface FoundNode {
  name: string
  spec: NodeSpec
  machine: Machine
  running: boolean
}

/** A session as found on the engine. */
export interface FoundSession {
  id: string
  lab: string
  learner: string
  purpose: Purpose
  /** Milliseconds since 1970. */
  since: number
  nodes: FoundNode[]
  /** False: a start or stop was cut short; only fit to be removed. */
  whole: boolean
  /** Number of nodes whose labels tell nothing that can be run. */
  unreadable: number
}

/** The sessions of this installation that exist on the engine, read back from labels alone. */
export async function findSessions(engine: Engine): Promise<FoundSession[]> {
  const all = await engineCall('listing nodes', () =>
    engine.docker.listContainers({ all: true, filters: ours(engine) }),
  )
  const ofKind = (kind: string) => all.filter(({ Labels }) => Labels[label.kind] === kind)
  const found = ofKind('node')
  const networks = new Set(ofKind('switch').map(({ Labels }) => Labels[label.session]))
  const sessions = new Map<string, FoundSession & { size: number }>()
  for (const { Id, Labels, State, Created } of found) {
    const spec = specOf(Labels[label.spec])
    const [id, lab, name] = [Labels[label.session], Labels[label.lab], Labels[label.node]]
    if (!id || !lab || !name) continue
    const purpose: Purpose = Labels[label.purpose] === 'verify' ? 'verify' : 'learn'
    const learner = Labels[label.learner] ?? localLearner
    const fresh = {
      id,
      lab,
      learner,
      purpose,
      since: Created * 1000,
      nodes: [],
      whole: true,
      unreadable: 0,
      size: Number(Labels[label.size]),
    }
    const session = sessions.get(id) ?? fresh
    if (spec)
      session.nodes.push({
        name,
        spec,
        machine: new Machine(engine.docker.getContainer(Id), name),
        running: State === 'running',
      })
    else session.unreadable++
    // `created`: the start ended before this node was started.
    if (State === 'created') session.whole = false
    sessions.set(id, session)
  }
  return [...sessions.values()].map(({ size, ...session }) => ({
    ...session,
    whole: session.whole && session.nodes.length === size && networks.has(session.id),
  }))
}

/** Milliseconds in which an engine that is told to stop ends all its nodes. */
const endTogetherMs = 5000

/**
 * Of a lab's nodes, none of which runs, those that ended last: with their engine or its machine, and so before the engine
 * ran anything again (milliseconds since 1970). What ended otherwise was switched off.
 */
export async function endedLast(nodes: FoundNode[], againMs: number): Promise<FoundNode[]> {
  const ends = await Promise.all(nodes.map(({ machine }) => machine.endedAt()))
  const last = Math.max(...ends)
  return last < againMs ? nodes.filter((_, at) => (ends[at] ?? 0) > last - endTogetherMs) : []
}

/** Everybody who has a session, or a network of one, on the engine. */
export async function findLearners(engine: Engine, purpose: Purpose): Promise<string[]> {
  const filters = ours(engine, { [label.purpose]: purpose })
  const found = await engineCall('listing labs', () => engine.docker.listContainers({ all: true, filters }))
  return [...new Set(found.map(({ Labels }) => Labels[label.learner] ?? localLearner))]
}

/** Names of a learner's sessions of which a network exists: also of those whose start ended before it had a node. */
export async function findNetworks(engine: Engine, learner: string, purpose: Purpose): Promise<string[]> {
  const filters = ours(engine, {
    [label.kind]: 'switch',
    [label.learner]: learner,
    [label.purpose]: purpose,
  })
  const found = await engineCall('listing networks', () => engine.docker.listContainers({ all: true, filters }))
  return found.flatMap(({ Labels }) => Labels[label.session] ?? [])
}

/** What a removal took away. */
export interface Removed {
  containers: number
  networks: number
}

/** Removes every container and network of a session (or of the whole installation). Idempotent; touches nothing else. */
export async function removeAll(engine: Engine, session?: string): Promise<Removed> {
  const filters = ours(engine, session ? { [label.session]: session } : {})
  const found = await engineCall('listing containers', () => engine.docker.listContainers({ all: true, filters }))
  await engineCall('removing containers', () =>
    Promise.all(found.map(({ Id }) => removeContainer(engine.docker.getContainer(Id)))),
  )
  const networks = found.filter(({ Labels }) => Labels[label.kind] === 'switch').length
  const old = await removeOldNetworks(engine, await helperImage(engine), session)
  return { containers: found.length - networks, networks: networks + old }
}
