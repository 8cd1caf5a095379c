import type { Database } from './database'

/** The one learner of a server without classes. */
export const localLearner = 'local'

/** How far a learner is in a lab. */
export interface Progress {
  finished: Set<string>
  /** The step to resume at, if the lab was begun. */
  place: string | null
}

/** What learners have reached, kept over every restart. */
export class ProgressStore {
  constructor(private readonly db: Database) {}

  /** Progress in every lab that the learner has begun, by lab. */
  async of(learner: string): Promise<Map<string, Progress>> {
    const progress = new Map<string, Progress>()
    const at = (lab: string) => {
      const entry = progress.get(lab) ?? { finished: new Set<string>(), place: null }
      progress.set(lab, entry)
      return entry
    }
    for (const { lab, step } of await this.db
      .selectFrom('finished')
      .select(['lab', 'step'])
      .where('learner', '=', learner)
      .execute())
      at(lab).finished.add(step)
    for (const { lab, step } of await this.db
      .selectFrom('place')
      .select(['lab', 'step'])
      .where('learner', '=', learner)
      .execute())
      at(lab).place = step
    return progress
  }

  async passed(learner: string, lab: string, step: string, check: string): Promise<void> {
    const row = { learner, lab, step, check, at: Date.now() }
    await this.db
      .insertInto('passed')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async finished(learner: string, lab: string, step: string): Promise<void> {
    const row = { learner, lab, step, at: Date.now() }
    await this.db
      .insertInto('finished')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async place(learner: string, lab: string, step: string): Promise<void> {
    const row = { learner, lab, step, at: Date.now() }
    await this.db
      .insertInto('place')
      .values(row)
      .onConflict((conflict) => conflict.columns(['learner', 'lab']).doUpdateSet({ step, at: row.at }))
      .execute()
  }
}
