import type { Database } from './tables'

/** How far a learner is in a lab. */
export interface Progress {
  finished: Set<string>
  /** The step to resume at, if the lab was begun. */
  place: string | null
}

/** How far a learner is in a lab, and since when; times are milliseconds since 1970. */
export interface TimedProgress extends Progress {
  /** When the step to resume at was entered. */
  placeAt: number | null
  /** When the newest check was passed. */
  passedAt: number | null
}

/** What learners have reached, kept over every restart. */
export class ProgressStore {
  constructor(private readonly db: Database) {}

  /** Progress in every lab that the learner has begun, by lab. */
  async of(learner: string): Promise<Map<string, TimedProgress>> {
    const labs = new Map<string, TimedProgress>()
    const at = (lab: string): TimedProgress => {
      const known = labs.get(lab) ?? { finished: new Set<string>(), place: null, placeAt: null, passedAt: null }
      labs.set(lab, known)
      return known
    }
    const finished = this.db.selectFrom('finished').select(['lab', 'step']).where('learner', '=', learner)
    for (const { lab, step } of await finished.orderBy('at').execute()) at(lab).finished.add(step)
    const places = this.db.selectFrom('place').selectAll().where('learner', '=', learner)
    for (const { lab, step, at: placeAt } of await places.execute()) Object.assign(at(lab), { place: step, placeAt })
    const passed = this.db.selectFrom('passed').select(({ fn }) => ['lab', fn.max('at').as('newest')])
    for (const { lab, newest } of await passed.where('learner', '=', learner).groupBy('lab').execute())
      at(lab).passedAt = newest
    return labs
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

  /** The learner is at this step; entering it again does not change since when. */
  async place(learner: string, lab: string, step: string): Promise<void> {
    const row = { learner, lab, step, at: Date.now() }
    await this.db
      .insertInto('place')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['learner', 'lab']).doUpdateSet({ step, at: row.at }).where('place.step', '!=', step),
      )
      .execute()
  }
}
