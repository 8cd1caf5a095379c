import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type SqliteDatabase, Kysely, SqliteDialect, sql } from 'kysely'
import Libsql from 'libsql'
import { LabError, systemCode, words } from '../errors'
import { migrate } from './migrate'
import type { Database, Tables } from './tables'

/** Milliseconds to wait for another process (a command beside the server) that writes. */
const patience = 5000

/** What is bound to a query, as libsql takes it: a boolean would abort the whole process. */
function bindable(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null || ['number', 'string', 'bigint'].includes(typeof value) || value instanceof Uint8Array)
    return value
  throw new TypeError(`A ${typeof value} cannot be stored`)
}

/** A database file as Kysely takes it. */
const guarded = (file: Libsql.Database): SqliteDatabase => ({
  close: () => file.close(),
  prepare(text) {
    const statement = file.prepare(text)
    return {
      reader: statement.reader,
      all: (values) => statement.all(values.map(bindable)),
      run: (values) => statement.run(values.map(bindable)),
      iterate: (values) => statement.iterate(values.map(bindable)),
    }
  },
})

const isBusy = (error: unknown) => systemCode(error)?.startsWith('SQLITE_BUSY') ?? false

/** Makes writes durable. The switch to WAL does not wait by itself for another process that opens the database too. */
async function prepareFile(file: Libsql.Database): Promise<void> {
  for (const end = Date.now() + patience; ; await wait(20))
    try {
      file.pragma('journal_mode = WAL')
      break
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error
    }
  file.exec('PRAGMA synchronous = FULL')
}

/**
 * Nobody else reads the database: it says who is who. A file is made so before anything is in it, and one that was made by an
 * earlier version becomes so; what SQLite makes beside it takes its mode over.
 */
function shield(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  for (const file of ['', '-wal', '-shm', '-journal'].map((end) => path + end))
    if (existsSync(file)) chmodSync(file, 0o600)
}

/** Opens the database in the state folder. Its one connection serves one query, or one transaction, after the other. */
export async function openEmbedded(state: string): Promise<Database> {
  const path = join(state, 'lvs-lab.db')
  let file: Libsql.Database | undefined
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 })
    shield(path)
    file = new Libsql(path, { timeout: patience })
    await prepareFile(file)
    const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: guarded(file) }) })
    await database.connection().execute(migrateAlone)
    return database
  } catch (error) {
    file?.close()
    throw explained(error, path)
  }
}

/** Of two processes that open the database at once, the second waits here and finds everything done. */
async function migrateAlone(connection: Database): Promise<void> {
  await sql`BEGIN IMMEDIATE`.execute(connection)
  try {
    await migrate(connection)
    await sql`COMMIT`.execute(connection)
  } catch (error) {
    await sql`ROLLBACK`.execute(connection)
    throw error
  }
}

function explained(error: unknown, path: string): LabError {
  if (error instanceof LabError) return error
  const reason = words(error)
  if (isBusy(error)) return new LabError('store.busy', { path, reason }, { cause: error })
  return new LabError('store.broken', { path, reason }, { cause: error })
}
