import type { CatalogueView, LabEntry } from '@contract/view'
import type { Library } from '../content/library'
import type { Engine } from '../engine/engine'
import { LabError } from '../errors'
import type { Capacity } from './capacity'
import { entryOf } from './entry'
import { machineFor } from './machine'
import type { LearnerProgress } from './progress'
import type { RunningLabs } from './running-labs'

type Ended = NonNullable<LabEntry['ended']>

/** The labs that one person may open, as their page lists them. */
export class Listing {
  /** Labs that others ended, until they are started again. */
  private readonly ends = new Map<string, Ended>()

  constructor(
    private readonly library: Library,
    private readonly labs: RunningLabs,
    private readonly progress: LearnerProgress,
    /** Null: all. */
    private readonly only: () => string[] | null,
    private readonly engine: () => Promise<Engine>,
    private readonly capacity: Capacity,
  ) {}

  private allowed() {
    const only = this.only()
    return this.library.all().filter(({ id }) => only?.includes(id) ?? true)
  }

  /** Refuses (`lab.unknown`, with those that there are) a lab that the person may not open. */
  admit(lab: string): void {
    if (this.only()?.includes(lab) ?? true) return
    const labs = this.allowed().map(({ id }) => id)
    throw new LabError('lab.unknown', { lab, labs: labs.join(', ') })
  }

  /** The person did not end it: the page says who did, or what. */
  ended(lab: string, why: Ended['why']): void {
    this.ends.set(lab, { at: Date.now(), why })
  }

  /** It is started again; gives whether it was listed as ended. */
  started(lab: string): boolean {
    return this.ends.delete(lab)
  }

  /** The lab as the page lists it. */
  entry(id: string): LabEntry {
    const { loaded, findings } = this.library.report(id)
    const entry = entryOf(loaded, findings, this.progress.of(id), this.labs.get(id)?.view ?? null)
    const ended = this.ends.get(id)
    return ended ? { ...entry, ended } : entry
  }

  /** All of them, and what the machine can do for them. */
  async view(): Promise<CatalogueView> {
    return {
      labs: this.allowed().map(({ id }) => this.entry(id)),
      machine: await machineFor(this.allowed(), this.engine, this.capacity),
    }
  }
}
