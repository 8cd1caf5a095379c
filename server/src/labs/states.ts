import { EventEmitter } from 'node:events'
import type { NodeState } from '@contract/state'
import type { LabNode } from '../lab-node'
import { heartbeatState } from '../observe/haresources'
import { Observer, watched } from '../observe/observer'
import { Resources } from '../observe/resources'
import { Throttle } from '../throttle'

/** Milliseconds between two states of one node at least: its agent looks every 500. */
const pauseMs = 250

/** What every node of a lab does, for as long as somebody looks. Emits `state` whenever one has changed; null: it is not known. */
export class States extends EventEmitter<{ state: [node: string, state: NodeState | null] }> {
  readonly now = new Map<string, NodeState>()
  private readonly nodes: LabNode[] = []
  private readonly reading: Throttle<Buffer>[] = []
  private looking = false

  /** Follows a node. */
  add(node: LabNode): void {
    this.nodes.push(node)
    const observer = new Observer()
    const told = ({ heartbeat: _, ...state }: NodeState) => {
      const says = resources.now
      const heartbeat = says && heartbeatState(node.name, says, observer.haresources)
      this.set(node.name, { ...state, ...(heartbeat && { heartbeat }) })
    }
    const resources = new Resources(node, () => {
      const state = this.now.get(node.name)
      if (state) told({ ...state, at: Date.now() })
    })
    const newest = new Throttle<Buffer>(pauseMs, (bytes) => {
      const state = observer.read(bytes, Date.now())
      resources.changed(state.programs.some(({ name }) => name === 'heartbeat'))
      told(state)
    })
    this.reading.push(newest)
    node.on('state', (bytes) => newest.take(bytes))
    // What was read before the node went away says nothing about the one that comes back. One that boots may be read before
    // it counts as ready, and tells no more until something changes.
    let phase = node.state
    node.on('change', () => {
      const before = phase
      phase = node.state
      if (phase === before || phase === 'ready') return
      newest.dispose()
      if (this.now.has(node.name)) this.set(node.name, null)
    })
    if (this.looking) node.watch(watched)
  }

  private set(node: string, state: NodeState | null): void {
    if (!this.looking) return
    if (state) this.now.set(node, state)
    else this.now.delete(node)
    this.emit('state', node, state)
  }

  /** Begins and ends the looking: nothing runs when nobody looks. */
  look(on: boolean): void {
    if (on === this.looking) return
    this.looking = on
    if (!on) this.now.clear()
    for (const node of this.nodes) node.watch(on ? watched : [])
  }

  dispose(): void {
    for (const newest of this.reading) newest.dispose()
    this.removeAllListeners()
  }
}
