import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Database } from '../../src/store/database'
import { ProgressStore } from '../../src/store/progress'
import { databases, kinds } from '../support/database'

describe.each(kinds)('progress in the %s database', (kind) => {
  const { open, place } = databases(kind)
  let database: Database
  let store: ProgressStore
  beforeEach(async () => {
    database = await open()
    store = new ProgressStore(database)
    return () => vi.useRealTimers()
  })
  /** Does something at a time of the test's choice, in milliseconds since 1970. */
  const at = async (now: number, act: () => Promise<void>) => {
    vi.useFakeTimers({ now, toFake: ['Date'] })
    await act()
  }

  test('is there again after the database was opened anew', async () => {
    const where = await place()
    const first = await open(where)
    const before = new ProgressStore(first)
    await before.finished('local', 'lvs-dr', '01-look')
    await before.finished('local', 'lvs-dr', '01-look')
    await before.place('local', 'lvs-dr', '01-look')
    await before.place('local', 'lvs-dr', '02-table')
    await before.finished('someone', 'lvs-dr', '02-table')
    const progress = await new ProgressStore(await open(where)).of('local')
    expect([...progress.keys()]).toEqual(['lvs-dr'])
    expect(progress.get('lvs-dr')).toMatchObject({ finished: new Set(['01-look']), place: '02-table', passedAt: null })
  })

  test('entering the same step again does not change since when', async () => {
    const since = async () => (await store.of('local')).get('lvs-dr')?.placeAt
    await at(1_700_000_000_000, () => store.place('local', 'lvs-dr', '01-look'))
    await at(1_700_000_000_500, () => store.place('local', 'lvs-dr', '01-look'))
    expect(await since()).toBe(1_700_000_000_000)
    await at(1_700_000_001_000, () => store.place('local', 'lvs-dr', '02-table'))
    expect(await since()).toBe(1_700_000_001_000)
  })

  test('the newest passed check counts, each at its first time', async () => {
    await at(1_700_000_000_000, () => store.passed('local', 'lvs-dr', '01-look', 'one'))
    await at(1_700_000_002_000, () => store.passed('local', 'lvs-dr', '02-table', 'two'))
    await at(1_700_000_003_000, () => store.passed('local', 'lvs-dr', '01-look', 'one'))
    expect(await store.of('local')).toEqual(
      new Map([['lvs-dr', { finished: new Set(), place: null, placeAt: null, passedAt: 1_700_000_002_000 }]]),
    )
  })

  test('everybody has their own', async () => {
    await store.finished('one', 'lvs-dr', '01-look')
    await store.place('one', 'drbd', '02-table')
    await store.finished('other', 'lvs-dr', '03-more')
    expect([...(await store.of('one')).keys()].sort()).toEqual(['drbd', 'lvs-dr'])
    expect((await store.of('other')).get('lvs-dr')?.finished).toEqual(new Set(['03-more']))
    expect(await store.of('nobody')).toEqual(new Map())
  })
})
