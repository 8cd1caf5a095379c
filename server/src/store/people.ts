import type { Transaction } from 'kysely'
import { LabError } from '../errors'
import type { Database, Role, Tables } from './tables'
import { identifier, tick } from './stamp'

/** Somebody with a personal link. Times are milliseconds since 1970; `removed` since when, `link` the token's hash. */
export type Person = Tables['person']

const unknown = () => new LabError('person.unknown')

async function change(
  db: Database | Transaction<Tables>,
  id: string,
  values: Partial<Pick<Person, 'id' | 'link' | 'removed'>>,
): Promise<Person> {
  const changed = await db.updateTable('person').set(values).where('id', '=', id).returningAll().executeTakeFirst()
  if (!changed) throw unknown()
  return changed
}

/** Who learns, observes and instructs. Who is removed stays listed, with what they have reached. */
export class PeopleStore {
  constructor(private readonly db: Database) {}

  /** Adds a person; `link` is the hash of the token in the personal link. */
  async add(person: { class: string | null; role: Role; name: string; link: string }): Promise<Person> {
    const { class: classId, role, name, link } = person
    for (;;) {
      const row = { id: identifier(), class: classId, role, name, link, at: tick(), removed: null }
      const insert = this.db.insertInto('person').values(row)
      const added = await insert
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst()
      if (added) return added
    }
  }

  async get(id: string): Promise<Person | null> {
    return (await this.db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
  }

  /** Everybody who ever belonged to the class, removed or not, in order of arrival. */
  ofClass(classId: string): Promise<Person[]> {
    return this.db.selectFrom('person').selectAll().where('class', '=', classId).orderBy('at').orderBy('id').execute()
  }

  /** All instructors and observers, removed or not, in order of arrival. */
  staff(): Promise<Person[]> {
    return this.db.selectFrom('person').selectAll().where('role', '!=', 'learner').orderBy('at').orderBy('id').execute()
  }

  /**
   * Gives whoever has this link, and was not removed, a login (`token` is its cookie's hash); null: nobody has. The row is
   * written first, which locks it: a link that is taken back meanwhile leaves no login behind.
   */
  enter(link: string, login: { token: string; expires: number }): Promise<Person | null> {
    return this.db.transaction().execute(async (db) => {
      const update = db.updateTable('person').set({ link }).where('link', '=', link).where('removed', 'is', null)
      const person = await update.returningAll().executeTakeFirst()
      if (!person) return null
      await db
        .insertInto('login')
        .values({ ...login, person: person.id, at: Date.now() })
        .execute()
      return person
    })
  }

  /**
   * Gives a new personal link: the old one leads nowhere from now on, and every login ends, but for `but` (a hash) where it
   * is named. Error `person.unknown`, here and below.
   */
  relink(id: string, hash: string, but: string | null): Promise<Person> {
    return this.db.transaction().execute(async (db) => {
      const person = await change(db, id, { link: hash })
      const all = db.deleteFrom('login').where('person', '=', id)
      await (but === null ? all : all.where('token', '!=', but)).execute()
      return person
    })
  }

  /** Removes a person from the class, and ends every login; a second time changes nothing. */
  remove(id: string): Promise<Person> {
    return this.db.transaction().execute(async (db) => {
      const update = db.updateTable('person').set({ removed: Date.now() })
      await update.where('id', '=', id).where('removed', 'is', null).execute()
      await db.deleteFrom('login').where('person', '=', id).execute()
      return change(db, id, { id })
    })
  }

  readmit(id: string): Promise<Person> {
    return change(this.db, id, { removed: null })
  }

  /**
   * Makes two entries of one person into one: `into` gets what `from` has reached and what happened to them, and `from`
   * is gone with its link and logins. Of what both have reached the earlier time stays, of their places the later one.
   * All of it happens, or nothing. Errors `person.unknown`, `person.same`.
   */
  async merge(from: string, into: string): Promise<void> {
    if (from === into) throw new LabError('person.same')
    await this.db.transaction().execute(async (db) => {
      // Both rows are written first: that locks them against another merge.
      const gone = await db.deleteFrom('person').where('id', '=', from).executeTakeFirst()
      if (gone.numDeletedRows === 0n) throw unknown()
      const kept = await db.updateTable('person').set({ id: into }).where('id', '=', into).executeTakeFirst()
      if (kept.numUpdatedRows === 0n) throw unknown()
      await db.deleteFrom('login').where('person', '=', from).execute()
      await moveProgress(db, from, into)
      await db.updateTable('event').set({ person: into }).where('person', '=', from).execute()
      await db.updateTable('event').set({ by: into }).where('by', '=', from).execute()
    })
  }
}

/** Moves what somebody has reached, inside the merge's transaction. */
async function moveProgress(db: Transaction<Tables>, from: string, into: string): Promise<void> {
  for (const row of await db.selectFrom('passed').selectAll().where('learner', '=', from).execute()) {
    const { at } = row
    await db
      .insertInto('passed')
      .values({ ...row, learner: into })
      .onConflict((conflict) =>
        conflict.columns(['learner', 'lab', 'step', 'check']).doUpdateSet({ at }).where('passed.at', '>', at),
      )
      .execute()
  }
  for (const row of await db.selectFrom('finished').selectAll().where('learner', '=', from).execute()) {
    const { at } = row
    await db
      .insertInto('finished')
      .values({ ...row, learner: into })
      .onConflict((conflict) =>
        conflict.columns(['learner', 'lab', 'step']).doUpdateSet({ at }).where('finished.at', '>', at),
      )
      .execute()
  }
  for (const row of await db.selectFrom('place').selectAll().where('learner', '=', from).execute()) {
    const { step, at } = row
    await db
      .insertInto('place')
      .values({ ...row, learner: into })
      .onConflict((conflict) =>
        conflict.columns(['learner', 'lab']).doUpdateSet({ step, at }).where('place.at', '<', at),
      )
      .execute()
  }
  for (const table of ['passed', 'finished', 'place'] as const)
    await db.deleteFrom(table).where('learner', '=', from).execute()
}
