import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { LibsqlDialect } from '@libsql/kysely-libsql'
import { Kysely, Migrator, sql } from 'kysely'
import { LabError } from '../errors'
import { migrations } from './migrations'

/** Tables. Times are milliseconds since 1970. */
export interface Tables {
  /** A check that a learner has seen green. */
  passed: { learner: string; lab: string; step: string; check: string; at: number }
  /** A step whose checks were all green at once. */
  finished: { learner: string; lab: string; step: string; at: number }
  /** The step a learner worked on last. */
  place: { learner: string; lab: string; step: string; at: number }
}

export type Database = Kysely<Tables>

/** Opens (and brings up to date) the database in the state folder. Each write is on disk when its promise resolves. */
export async function openDatabase(state: string): Promise<Database> {
  const path = join(state, 'lvs-lab.db')
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 })
    const database = new Kysely<Tables>({ dialect: new LibsqlDialect({ url: `file:${path}` }) })
    await sql`PRAGMA journal_mode = WAL`.execute(database)
    const migrator = new Migrator({ db: database, provider: { getMigrations: () => Promise.resolve(migrations) } })
    const { error } = await migrator.migrateToLatest()
    if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error })
    return database
  } catch (error) {
    throw new LabError(
      'store.broken',
      `The database ${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      `Make it writable; or move it away to begin with an empty one: mv ${path} ${path}.old`,
      undefined,
      { cause: error },
    )
  }
}
