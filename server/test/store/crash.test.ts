import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { databases, kinds } from '../support/database'
import type { Program } from '../support/program'
import { program } from '../support/program'

let writer: Program
beforeAll(async () => {
  writer = await program('writer')
})
afterAll(() => writer.remove())

describe.each(kinds)('processes and the %s database', (kind) => {
  const { open, place } = databases(kind)

  test('everything acknowledged is there after kill -9 in the middle of writing', async () => {
    const where = await place()
    for (const round of ['first', 'second']) {
      const { child, printed, ended } = writer.start(JSON.stringify(where), round)
      await vi.waitFor(() => expect(printed.stdout.split('\n').length, printed.stderr).toBeGreaterThan(50), {
        timeout: 30_000,
        interval: 5,
      })
      child.kill('SIGKILL')
      expect(await ended).toBeNull()
      const acknowledged = printed.stdout.split('\n').slice(0, -1)
      const database = await open(where)
      const kept = await database.selectFrom('passed').select('check').where('learner', '=', round).execute()
      const checks = new Set(kept.map(({ check }) => check))
      expect(acknowledged.filter((check) => !checks.has(check))).toEqual([])
      // The one that was being written may be there too.
      expect(checks.size - acknowledged.length).toBeLessThanOrEqual(1)
    }
  })

  test('several processes may open a new database and write to it at once', async () => {
    const where = await place()
    const started = ['a', 'b', 'c', 'd'].map((learner) => writer.start(JSON.stringify(where), learner, '25'))
    for (const { printed, ended } of started) expect(await ended, printed.stderr).toBe(0)
    const database = await open(where)
    const rows = await database.selectFrom('passed').select('learner').execute()
    expect(rows.length).toBe(100)
  })
})
