import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { sql } from 'kysely'
import Libsql from 'libsql'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { LabError } from '../../src/errors'
import { log } from '../../src/log'
import type { Database } from '../../src/store/database'
import { openDatabase } from '../../src/store/database'
import { ProgressStore } from '../../src/store/progress'
import { databases, kinds } from '../support/database'
import { password } from '../support/postgres'

/** The error of an attempt that has to fail; nothing of it may tell the password. */
async function failure(attempt: Promise<unknown>): Promise<LabError> {
  const error = await attempt.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof LabError)) throw error
  for (const secret of [password, encodeURIComponent(password), 'hunter2'])
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret)
  expect(error.cure).toBeTruthy()
  return error
}

describe.each(kinds)('opening the %s database', (kind) => {
  const { open, place } = databases(kind)

  test('one that a newer program has changed is left alone, with a cure', async () => {
    const where = await place()
    const database = await open(where)
    await sql`insert into kysely_migration values ('999-future', '2099-01-01T00:00:00.000Z')`.execute(database)
    const error = await failure(openDatabase(where))
    expect(error).toMatchObject({ code: 'store.newer', cure: expect.stringContaining('Update LVS Lab') as string })
    expect(error.message).toContain('999-future')
  })

  test('one of the first release is brought up to date and keeps what is in it', async () => {
    const where = await place()
    const database = await open(where)
    await new ProgressStore(database).place('local', 'drbd', '02-b')
    for (const table of ['person', 'login', 'class', 'event']) await database.schema.dropTable(table).execute()
    await sql`delete from kysely_migration where name <> '001-progress'`.execute(database)
    const updated = await open(where)
    expect((await new ProgressStore(updated).of('local')).get('drbd')?.place).toBe('02-b')
    expect(await updated.selectFrom('person').selectAll().execute()).toEqual([])
  })

  test('counts and times are numbers', async () => {
    const database = await open()
    await new ProgressStore(database).place('local', 'drbd', '02-b')
    const { fn } = database
    const row = await database
      .selectFrom('place')
      .select([fn.countAll().as('count'), fn.max('at').as('at')])
      .executeTakeFirst()
    expect([row?.count, typeof row?.at]).toEqual([1, 'number'])
  })

  test('a transaction that fails leaves nothing behind, and what is written beside it stays', async () => {
    const database = await open()
    const row = { learner: 'local', lab: 'drbd', step: '01-a', at: 1 }
    const failing = database.transaction().execute(async (db) => {
      await db.insertInto('finished').values(row).execute()
      throw new Error('changed my mind')
    })
    const beside = new ProgressStore(database).finished('local', 'drbd', '02-b')
    await expect(failing).rejects.toThrow('changed my mind')
    await beside
    expect(await database.selectFrom('finished').select('step').execute()).toEqual([{ step: '02-b' }])
  })
})

describe('opening the embedded database', () => {
  const { open, place } = databases('embedded')

  test('a file that is no database says so, with a cure', async () => {
    const where = await place()
    writeFileSync(join(where.state, 'lvs-lab.db'), 'this is no database, whatever its name may say about it')
    const error = await failure(openDatabase(where))
    expect(error).toMatchObject({ code: 'store.broken', cure: expect.stringContaining('mv ') as string })
  })

  test('a folder that cannot be used says so', async () => {
    const { state } = await place()
    writeFileSync(join(state, 'file'), '')
    const error = await failure(openDatabase({ state: join(state, 'file'), database: null }))
    expect(error.code).toBe('store.broken')
  })

  test('one that another process is about to write to is waited for, without holding this one up', async () => {
    const where = await place()
    const other = new Libsql(join(where.state, 'lvs-lab.db'))
    other.exec('CREATE TABLE theirs (it text)')
    other.exec('BEGIN IMMEDIATE')
    const opening = open(where)
    other.exec('COMMIT')
    other.close()
    await opening
  })

  test('every write is synced to disk, after a transaction too', async () => {
    const database = await open()
    const settings = async () => [
      (await sql`PRAGMA synchronous`.execute(database)).rows,
      (await sql`PRAGMA journal_mode`.execute(database)).rows,
      (await sql`PRAGMA busy_timeout`.execute(database)).rows,
    ]
    const full = [[{ synchronous: 2 }], [{ journal_mode: 'wal' }], [{ timeout: 5000 }]]
    expect(await settings()).toEqual(full)
    await database.transaction().execute((db) => new ProgressStore(db).place('local', 'lvs-dr', '01-look'))
    expect(await settings()).toEqual(full)
  })

  test('what libsql cannot bind is refused, or bound as a number: it must not end the process', async () => {
    const database = await open()
    expect((await sql`select ${true} as yes, ${false} as no`.execute(database)).rows).toEqual([{ yes: 1, no: 0 }])
    await expect(sql`select ${{}}`.execute(database)).rejects.toThrow('cannot be stored')
  })
})

describe('opening the PostgreSQL database', () => {
  const databasesHere = databases('PostgreSQL')
  const { open, place } = databasesHere
  const server = () => {
    if (!databasesHere.server) throw new Error('no server')
    return databasesHere.server
  }
  const opening = (database: string) => failure(openDatabase({ state: '/nonexistent', database }))

  test('a wrong password, a database that is missing, a server that is not there: each says so', async () => {
    expect((await opening(server().address('postgres', 'hunter2'))).code).toBe('store.password')
    const missing = await opening(server().address('elsewhere'))
    expect(missing).toMatchObject({
      code: 'store.missing',
      cure: expect.stringMatching(/createdb .*elsewhere/) as string,
    })
    expect((await opening('postgres://lvs:hunter2@127.0.0.1:1/lab')).code).toBe('store.unreachable')
    expect((await opening('postgres://lvs:hunter2@localhost/lab?host=/nonexistent')).code).toBe('store.unreachable')
    expect((await opening('postgres://lvs:hunter2@name.invalid/lab')).code).toBe('store.unreachable')
    expect((await opening('mysql://lvs:hunter2@localhost/lab')).code).toBe('config.database')
  })

  test('a user who may not make tables is told who could', async () => {
    const name = new URL(await server().fresh()).pathname.slice(1)
    await server().query(`create role guest login password 'hunter2'`)
    const address = server().address(name, 'hunter2').replace('//lvs:', '//guest:')
    expect((await opening(address)).code).toBe('store.denied')
  })

  test('something that answers and is no PostgreSQL', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = other.address() as { port: number }
      expect((await opening(`postgres://lvs:hunter2@127.0.0.1:${port}/lab`)).code).toBe('store.unreachable')
    } finally {
      other.close()
    }
  })

  test('a server that is restarted: the loss is told, and the next query works', async () => {
    const where = await place()
    const database = await open(where)
    const store = new ProgressStore(database)
    await store.finished('local', 'drbd', '01-a')
    const told = vi.spyOn(log, 'warn').mockImplementation(() => undefined)
    onTestFinished(() => told.mockRestore())
    // One connection is idle, one is in the middle of a transaction with no query on its way, one has a query on its way.
    let begun: () => void = () => undefined
    const inside = new Promise<void>((resolve) => (begun = resolve))
    let restarted: () => void = () => undefined
    const back = new Promise<void>((resolve) => (restarted = resolve))
    const broken = failure(
      database.transaction().execute(async (db) => {
        await db.insertInto('finished').values({ learner: 'local', lab: 'drbd', step: '02-b', at: 1 }).execute()
        begun()
        await back
        await db.selectFrom('finished').selectAll().execute()
      }),
    )
    const asleep = failure(sql`select pg_sleep(600)`.execute(database))
    try {
      await inside
      await store.of('local')
      await vi.waitFor(async () => {
        const running = await server().query(
          `select 1 from pg_stat_activity where query like '%pg_sleep(600)%' and pid <> pg_backend_pid()`,
        )
        expect(running.length).toBe(1)
      })
      await server().halt()
      expect((await asleep).code).toBe('store.lost')
      await vi.waitFor(() => expect(told.mock.calls.length).toBeGreaterThanOrEqual(3))
      expect((await failure(store.of('local'))).code).toBe('store.unreachable')
      await server().run()
      restarted()
      expect((await broken).code).toBe('store.lost')
      await store.finished('local', 'drbd', '03-c')
      expect([...((await store.of('local')).get('drbd')?.finished ?? [])]).toEqual(['01-a', '03-c'])
      expect(inspect(told.mock.calls)).not.toContain(encodeURIComponent(password))
    } finally {
      // Where an expectation was disappointed, too: the connections could not be closed otherwise.
      restarted()
      await server().halt()
      await server().run()
      await Promise.allSettled([broken, asleep])
    }
  })
})

describe('the embedded database', () => {
  const { open, place } = databases('embedded')
  const modes = (state: string) =>
    ['lvs-lab.db', 'lvs-lab.db-wal', 'lvs-lab.db-shm'].map((name) => statSync(join(state, name)).mode & 0o777)
  const write = async (database: Database) => {
    await new ProgressStore(database).place('local', 'drbd', '02-b')
  }

  test('can be read by nobody else, whatever files are made like', async () => {
    const before = process.umask(0)
    onTestFinished(() => void process.umask(before))
    const where = await place()
    await write(await open(where))
    expect(modes(where.state)).toEqual([0o600, 0o600, 0o600])
  })

  test('of an earlier version, which everybody could read, cannot be any longer', async () => {
    const where = await place()
    const database = await open(where)
    await write(database)
    for (const name of ['lvs-lab.db', 'lvs-lab.db-wal', 'lvs-lab.db-shm']) chmodSync(join(where.state, name), 0o644)
    await write(await open(where))
    expect(modes(where.state)).toEqual([0o600, 0o600, 0o600])
    expect((await new ProgressStore(await open(where)).of('local')).get('drbd')?.place).toBe('02-b')
  })
})
