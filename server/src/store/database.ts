import type { Config } from '../config'
import { openEmbedded } from './embedded'
import { openPostgres } from './postgres'
import type { Database } from './tables'

export type { Database } from './tables'

/**
 * Opens the database, and brings its tables up to date: PostgreSQL where the configuration names one, otherwise the
 * embedded one in the state folder. A write whose promise has resolved is on disk.
 * Errors `store.*`, with a cure and without the password.
 */
export function openDatabase({ state, database }: Pick<Config, 'state' | 'database'>): Promise<Database> {
  return database ? openPostgres(database) : openEmbedded(state)
}
