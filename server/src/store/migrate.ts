import { type Kysely, type Migration, Migrator, sql } from 'kysely'
import { LabError } from '../errors'
import { migrations } from './migrations'

/** Brings the tables up to date. Error `store.newer`: a later version of this program has changed them already. */
export async function migrate<T>(database: Kysely<T>, known: Record<string, Migration> = migrations): Promise<void> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: () => Promise.resolve(known) } })
  const { error } = await migrator.migrateToLatest()
  if (!error) return
  const unknown = await unknownMigration(database, known).catch(() => undefined) // then the first error says more
  if (unknown) throw new LabError('store.newer', { migration: unknown })
  throw error instanceof Error ? error : new Error('The tables could not be brought up to date', { cause: error })
}

async function unknownMigration<T>(database: Kysely<T>, known: Record<string, Migration>): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(database)
  return rows.find(({ name }) => !(name in known))?.name
}
