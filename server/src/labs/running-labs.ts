import { EventEmitter } from 'node:events'
import type { SessionView } from '@contract/view'
import { LabError } from '../errors'
import type { Capacity } from './capacity'
import type { RunningLab } from './running-lab'

interface Events {
  added: [RunningLab]
  /** A lab has changed; null: it is gone. */
  session: [lab: string, view: SessionView | null]
}

/** One person's labs that start, run or stop, and those that have failed. One of each. */
export class RunningLabs extends EventEmitter<Events> {
  private readonly byName = new Map<string, RunningLab>()

  constructor(private readonly capacity: Capacity) {
    super()
  }

  get(lab: string): RunningLab | undefined {
    return this.byName.get(lab)
  }

  all(): RunningLab[] {
    return [...this.byName.values()]
  }

  /** The running lab, or the error that says it is not running. */
  running(name: string): RunningLab {
    const lab = this.byName.get(name)
    if (!lab || lab.state === 'failed' || lab.state === 'stopping') throw new LabError('lab.stopped', { lab: name })
    return lab
  }

  /** The same for what must not interfere with a start. */
  settled(name: string): RunningLab {
    const lab = this.running(name)
    if (lab.state === 'starting') throw new LabError('lab.starting', { lab: name })
    return lab
  }

  add(lab: RunningLab): void {
    this.byName.set(lab.name, lab)
    lab.on('view', () => this.emit('session', lab.name, lab.view))
    this.emit('added', lab)
    this.emit('session', lab.name, lab.view)
  }

  /** Forgets a lab of which nothing is left on the engine. */
  drop(lab: RunningLab): void {
    if (this.byName.get(lab.name) === lab) this.byName.delete(lab.name)
    this.capacity.free(lab.id)
    this.emit('session', lab.name, null)
    lab.dispose()
  }

  /** Lets go of all labs; they go on running. */
  dispose(): void {
    for (const lab of this.byName.values()) lab.dispose()
    this.byName.clear()
    this.removeAllListeners()
  }
}
