/** Fresh databases of both kinds, for tests that hold for both. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Config } from '../../src/config'
import type { Database } from '../../src/store/database'
import { openDatabase } from '../../src/store/database'
import { Postgres } from './postgres'

export const kinds = ['embedded', 'PostgreSQL'] as const

export type Place = Pick<Config, 'state' | 'database'>

/** What the tests of one `describe` use; everything is closed and removed after each test. */
interface Databases {
  /** The server, for PostgreSQL only. */
  readonly server: Postgres | undefined
  /** Where a fresh, empty database is. */
  place(): Promise<Place>
  /** Opens the database there, or a fresh one. */
  open(place?: Place): Promise<Database>
}

export function databases(kind: (typeof kinds)[number]): Databases {
  let server: Postgres | undefined
  const opened: Database[] = []
  const folders: string[] = []
  beforeAll(async () => {
    if (kind === 'PostgreSQL') server = await Postgres.start()
  })
  afterEach(async () => {
    for (const database of opened.splice(0)) await database.destroy()
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })
  afterAll(() => server?.remove())
  const place = async () => {
    const state = mkdtempSync(join(tmpdir(), 'lvs-lab-'))
    folders.push(state)
    return { state, database: server ? await server.fresh() : null }
  }
  return {
    get server() {
      return server
    },
    place,
    async open(where) {
      const database = await openDatabase(where ?? (await place()))
      opened.push(database)
      return database
    },
  }
}
