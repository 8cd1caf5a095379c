import { LabError } from '../errors'
import { identifier, isTaken, tick } from './stamp'
import type { Database, Tables } from './tables'

type Row = Tables['class']

/** A class. Times are milliseconds since 1970. */
export interface Class extends Omit<Row, 'labs' | 'open'> {
  /** Names of its labs, in order. */
  labs: string[]
  /** Whether the join code lets people in. */
  open: boolean
}

/** What is said of a class when it is added. */
type NewClass = Omit<Class, 'id' | 'at' | 'open' | 'paused' | 'ended'>

type ClassPatch = Partial<Omit<Class, 'id' | 'at'>>

const classOf = ({ labs, open, ...row }: Row): Class => ({
  ...row,
  labs: JSON.parse(labs) as string[],
  open: open !== 0,
})

const rowOf = ({ labs, open, ...rest }: ClassPatch): Partial<Row> => ({
  ...rest,
  ...(labs && { labs: JSON.stringify(labs) }),
  ...(open !== undefined && { open: open ? 1 : 0 }),
})

const codeTaken = (code: string) => new LabError('class.code', { code })

/** Classes, also those that have ended. */
export class ClassStore {
  constructor(private readonly db: Database) {}

  /** Adds a class, open. Error `class.code`: its join code is taken. */
  async add({ labs, ...given }: NewClass): Promise<Class> {
    const row = { ...given, labs: JSON.stringify(labs), open: 1, paused: null, ended: null, at: tick() }
    for (;;) {
      const added = await this.db
        .insertInto('class')
        .values({ id: identifier(), ...row })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst()
      if (added) return classOf(added)
      const taken = this.db.selectFrom('class').select('id').where('code', '=', given.code)
      if (await taken.executeTakeFirst()) throw codeTaken(given.code)
    }
  }

  /** All classes, in the order in which they were added. */
  async all(): Promise<Class[]> {
    return (await this.db.selectFrom('class').selectAll().orderBy('at').orderBy('id').execute()).map(classOf)
  }

  /** Changes what the patch names. Errors `class.unknown`, `class.code`. */
  async change(id: string, patch: ClassPatch): Promise<Class> {
    const values = rowOf(patch)
    // Beside what is changed, `id` as it is: an update of nothing would be no SQL.
    const update = this.db.updateTable('class').set({ ...values, id })
    try {
      const changed = await update.where('id', '=', id).returningAll().executeTakeFirst()
      if (changed) return classOf(changed)
    } catch (error) {
      throw patch.code !== undefined && isTaken(error) ? codeTaken(patch.code) : error
    }
    throw new LabError('class.unknown')
  }
}
