import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from './database'
import { ProgressStore } from './progress'

let state: string
beforeEach(() => (state = mkdtempSync(join(tmpdir(), 'lvs-lab-'))))
afterEach(() => rmSync(state, { recursive: true }))

test('progress is there again after the database was opened anew', async () => {
  const first = await openDatabase(state)
  const store = new ProgressStore(first)
  await store.finished('local', 'lvs-dr', '01-look')
  await store.finished('local', 'lvs-dr', '01-look')
  await store.place('local', 'lvs-dr', '01-look')
  await store.place('local', 'lvs-dr', '02-table')
  await store.finished('someone', 'lvs-dr', '02-table')
  await first.destroy()
  const second = await openDatabase(state)
  const progress = await new ProgressStore(second).of('local')
  expect(progress).toEqual(new Map([['lvs-dr', { finished: new Set(['01-look']), place: '02-table' }]]))
  await second.destroy()
})

test('a database that is none says so, with a cure', async () => {
  writeFileSync(join(state, 'lvs-lab.db'), 'this is no database, whatever its name may say about it')
  await expect(openDatabase(state)).rejects.toMatchObject({
    code: 'store.broken',
    cure: expect.stringContaining('mv ') as string,
  })
})
