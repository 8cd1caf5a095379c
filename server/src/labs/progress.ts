import { EventEmitter } from 'node:events'
import { log } from '../log'
import type { ProgressStore, TimedProgress } from '../store/progress'

/** What one learner has reached, known here and kept in the store. Emits `finished` once a step is kept as done. */
export class LearnerProgress extends EventEmitter<{ finished: [lab: string, step: string] }> {
  private progress = new Map<string, TimedProgress>()
  private readonly counting = new Map<string, Promise<void>>()

  constructor(
    private readonly store: ProgressStore,
    private readonly learner: string,
  ) {
    super()
  }

  /** Reads anew what is kept. */
  async load(): Promise<void> {
    this.progress = await this.store.of(this.learner)
  }

  /** By lab; also those of which nothing is reached yet. */
  get all(): ReadonlyMap<string, TimedProgress> {
    return this.progress
  }

  of(lab: string): TimedProgress {
    const progress = this.progress.get(lab) ?? { finished: new Set(), place: null, placeAt: null, passedAt: null }
    this.progress.set(lab, progress)
    return progress
  }

  /** A check turned green. */
  passed(lab: string, step: string, check: string): void {
    this.of(lab).passedAt = Date.now()
    this.store.passed(this.learner, lab, step, check).catch(lost)
  }

  /** Counts a step as done. Returns when that is kept. */
  count(lab: string, step: string): Promise<void> {
    if (this.of(lab).finished.has(step)) return Promise.resolve()
    const key = `${lab}/${step}`
    const counting = this.counting.get(key) ?? this.finish(lab, step).finally(() => this.counting.delete(key))
    this.counting.set(key, counting)
    return counting
  }

  private async finish(lab: string, step: string): Promise<void> {
    await this.store.finished(this.learner, lab, step)
    this.of(lab).finished.add(step)
    this.emit('finished', lab, step)
  }

  /** A step's checks are all green. */
  finished(lab: string, step: string): void {
    this.count(lab, step).catch(lost)
  }

  /** The learner works on this step now. Returns when that is kept. */
  async enter(lab: string, step: string): Promise<void> {
    const progress = this.of(lab)
    if (progress.place === step) return
    await this.store.place(this.learner, lab, step)
    progress.place = step
    progress.placeAt = Date.now()
  }
}

const lost = (error: unknown) => log.error({ error: String(error) }, 'progress could not be kept')
