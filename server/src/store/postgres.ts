import { type PostgresPool, type PostgresPoolClient, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { postgresUrl, shownDatabase } from '../config'
import { LabError } from '../errors'
import { log } from '../log'
import { migrate } from './migrate'
import { explained, reason, refused } from './postgres-errors'
import type { Database, Tables } from './tables'

/** Milliseconds until a server that does not answer counts as unreachable. */
const patience = 10_000

/** Counts and times are below 2^53, so that int8 fits into a number. */
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
}

/** Opens a PostgreSQL database by its address. */
export async function openPostgres(address: string): Promise<Database> {
  const where = shownDatabase(address)
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: connections(address, where) }) })
  try {
    await migrate(database)
    return database
  } catch (error) {
    await database.destroy()
    if (error instanceof LabError) throw error
    throw new LabError('store.unusable', { database: where, reason: reason(error) }, { cause: error })
  }
}

/** Connections as Kysely takes them. Whatever ends one is told, and the next query gets a new one. */
function connections(address: string, where: string): PostgresPool {
  const pool = new pg.Pool({
    connectionString: address,
    types,
    connectionTimeoutMillis: patience,
    keepAlive: true,
    keepAliveInitialDelayMillis: patience,
    application_name: postgresUrl(address).searchParams.get('application_name') ?? 'lvs-lab',
  })
  // Without listeners a lost connection would end the process: the pool's for an idle one, the client's for one in use.
  const lost = (error: Error) => log.warn({ error: reason(error), database: where }, 'database connection lost')
  const heard = () => undefined // the client's listener has told it
  pool.on('connect', (client) => client.on('error', lost))
  pool.on('error', heard)
  return {
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw refused(error, address)
      })
      const query = async (text: string, values: readonly unknown[]) => {
        try {
          return await client.query(text, [...values])
        } catch (error) {
          throw explained(error, where)
        }
      }
      return { query, release: () => client.release() } as unknown as PostgresPoolClient
    },
    end: () => pool.end(),
  }
}
