import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { kept, postgresUrl, shown, shownDatabase } from './config'

const secret = 'hunter2'

test('a database’s address is shown without anything that could be secret', () => {
  const web = { host: '', port: 1, portFixed: true, names: [], tls: null, proxied: false, classes: false, memory: null }
  const config = { ...web, labs: '', state: '/s', installation: 'i' }
  expect(shown({ ...config, database: null })).toEqual({ ...config, database: null })
  expect(shown({ ...config, database: `postgres://lvs:${secret}@db.lan:5433/lab` }).database).toBe(
    'postgres://lvs:***@db.lan:5433/lab',
  )
  expect(shownDatabase(`postgresql://db/lab?user=lvs&password=${secret}&sslmode=require&x${secret}=1`)).toBe(
    'postgresql://db/lab?user=lvs&sslmode=require',
  )
  expect(shownDatabase('postgres://lvs@[::1]/lab')).toBe('postgres://lvs@[::1]/lab')
  expect(shownDatabase('postgres:///lab?host=/run/postgresql')).toBe('postgres:///lab?host=/run/postgresql')
})

test.each([
  ['another kind of database', `mysql://lvs:${secret}@db/lab`],
  ['no address', secret],
  ['no database', `postgres://lvs:${secret}@db/`],
  ['a bare slash in the password', `postgres://lvs:1/${secret}@db/lab`],
  ['a bare question mark in the password', `postgres://lvs:1?${secret}@db/lab`],
  ['a bare hash in the password', `postgres://lvs:1#${secret}@db/lab`],
  ['a bare per cent sign in the password', `postgres://lvs:%zz${secret}@db/lab`],
  ['a port that is none', `postgres://lvs:${secret}@db:port/lab`],
])('an address that cannot be used is refused without being repeated: %s', (_, address) => {
  const refused = expect.objectContaining({
    code: 'config.database',
    cure: expect.stringContaining('postgres://') as string,
  }) as Error
  expect(() => postgresUrl(address)).toThrow(refused)
  try {
    postgresUrl(address)
  } catch (error) {
    expect(`${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`).not.toContain(secret)
  }
})

test('the state folder is its user’s alone, but a place for all stays one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-lab-state-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const mode = (path: string) => statSync(path).mode & 0o7777
  for (const [before, after] of [
    [0o755, 0o700],
    [0o1777, 0o1777],
  ] as const) {
    chmodSync(folder, before)
    kept(folder, 'token', 24)
    expect([mode(folder), mode(join(folder, 'token'))]).toEqual([after, 0o600])
  }
})
