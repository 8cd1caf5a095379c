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
    return (await this.ofAll([learner])).get(learner) ?? new Map<string, TimedProgress>()
  }

  /** Progress of each of these learners, by lab; three queries, however many they are. */
  async ofAll(learners: readonly string[]): Promise<Map<string, Map<string, TimedProgress>>> {
    const all = new Map(learners.map((learner) => [learner, new Map<string, TimedProgress>()]))
    if (learners.length === 0) return all
    const at = ({ learner, lab }: { learner: string; lab: string }): TimedProgress => {
      const labs = all.get(learner)
      const entry = labs?.get(lab) ?? { finished: new Set<string>(), place: null, placeAt: null, passedAt: null }
      labs?.set(lab, entry)
      return entry
    }
    const asked = [...all.keys()]
    for (const row of await this.db
      .selectFrom('finished')
      .select(['learner', 'lab', 'step'])
      .where('learner', 'in', asked)
      .orderBy('at')
      .execute())
      at(row).finished.add(row.step)
    for (const row of await this.db.selectFrom('place').selectAll().where('learner', 'in', asked).execute())
      Object.assign(at(row), { place: row.step, placeAt: row.at })
    for (const row of await this.db
      .selectFrom('passed')
      .select(({ fn }) => ['learner', 'lab', fn.max('at').as('newest')])
      .where('learner', 'in', asked)
      .groupBy(['learner', 'lab'])
      .execute())
      at(row).passedAt = row.newest
    return all
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
