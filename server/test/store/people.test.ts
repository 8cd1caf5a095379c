import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Database } from '../../src/store/database'
import { EventStore } from '../../src/store/events'
import { LoginStore } from '../../src/store/logins'
import type { Person } from '../../src/store/people'
import { PeopleStore } from '../../src/store/people'
import { ProgressStore } from '../../src/store/progress'
import { databases, kinds } from '../support/database'

describe.each(kinds)('people in the %s database', (kind) => {
  const { open } = databases(kind)
  let database: Database
  let people: PeopleStore
  let count = 0
  beforeEach(async () => {
    database = await open()
    people = new PeopleStore(database)
    return () => vi.useRealTimers()
  })
  const login = () => ({ token: `login ${++count}`, expires: 9e15 })
  const join = (name: string, classId: string | null = 'c1a55c1a', role: Person['role'] = 'learner') =>
    people.add({ class: classId, role, name, link: `link ${++count}` })

  test('are found by identifier and by link, and listed in order of arrival', async () => {
    const names = ['Zhao 赵', 'Ada', 'ben', 'Äse', 'Chloé']
    const added: Person[] = []
    for (const name of names) added.push(await join(name))
    const other = await join('Somebody else', '0ther000')
    const [first] = added
    expect(first).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
      removed: null,
      role: 'learner',
    })
    expect(first?.at).toBeTypeOf('number')
    expect(await people.get(first?.id ?? '')).toEqual(first)
    expect(await people.enter(first?.link ?? '', login())).toEqual(first)
    expect(await people.ofClass('c1a55c1a')).toEqual(added)
    expect(await people.ofClass('0ther000')).toEqual([other])
    expect([await people.get('nobody'), await people.enter('none', login())]).toEqual([null, null])
  })

  test('instructors and observers are staff, learners are not', async () => {
    const teacher = await join('Teacher', null, 'instructor')
    const observer = await join('Observer', null, 'observer')
    await join('Ada')
    expect(await people.staff()).toEqual([teacher, observer])
  })

  test('get new links, are removed and let in again', async () => {
    const { id, link } = await join('Ada')
    const logins = new LoginStore(database)
    const holding = async (...tokens: string[]) =>
      (await Promise.all(tokens.map(async (token) => (await logins.find(token, 0)) && token))).filter(Boolean)
    const [one, two] = [login(), login()]
    for (const each of [one, two]) await people.enter(link, each)
    await people.relink(id, 'fresh', two.token)
    expect(await holding(one.token, two.token)).toEqual([two.token])
    const three = login()
    expect([await people.enter(link, login()), (await people.enter('fresh', three))?.id]).toEqual([null, id])
    const { removed } = await people.remove(id)
    expect(await holding(two.token, three.token)).toEqual([])
    expect(await people.enter('fresh', login())).toBeNull()
    expect(removed).toBeGreaterThan(1_600_000_000_000)
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] })
    expect((await people.remove(id)).removed).toBe(removed)
    expect(await people.ofClass('c1a55c1a')).toEqual([expect.objectContaining({ id, removed })])
    expect((await people.readmit(id)).removed).toBeNull()
  })

  test('a link that is taken back while somebody follows it leaves no login behind', async () => {
    const logins = new LoginStore(database)
    for (let round = 0; round < 20; round++) {
      const { id, link } = await join('Ada')
      const one = login()
      const [entered] = await Promise.all([people.enter(link, one), people.relink(id, `fresh ${++count}`, null)])
      expect([round, entered && (await logins.find(one.token, 0))]).toEqual([round, null])
    }
  })

  test('who is not there cannot be changed', async () => {
    for (const change of [
      () => people.relink('nobody', 'x', null),
      () => people.remove('nobody'),
      () => people.readmit('nobody'),
    ])
      await expect(change()).rejects.toMatchObject({ code: 'person.unknown' })
  })

  test('a link leads to one person only', async () => {
    const { link } = await join('Ada')
    await expect(people.add({ class: null, role: 'learner', name: 'Eve', link })).rejects.toThrow()
    expect(await people.enter(link, login())).toMatchObject({ name: 'Ada' })
  })

  /** What two entries of one person have reached, at times of the test's choice. */
  async function twoOfOne() {
    const [from, into] = [await join('Ada'), await join('Ada L.')]
    const progress = new ProgressStore(database)
    const write = async (now: number, act: () => Promise<unknown>) => {
      vi.useFakeTimers({ now, toFake: ['Date'] })
      await act()
    }
    await write(1000, () => progress.passed(from.id, 'drbd', '01-a', 'both'))
    await write(2000, () => progress.passed(into.id, 'drbd', '01-a', 'both'))
    await write(1000, () => progress.passed(into.id, 'drbd', '01-a', 'early'))
    await write(2000, () => progress.passed(from.id, 'drbd', '01-a', 'early'))
    await write(3000, () => progress.passed(from.id, 'drbd', '01-a', 'only'))
    await write(1000, () => progress.finished(from.id, 'drbd', '01-a'))
    await write(2000, () => progress.finished(into.id, 'drbd', '01-a'))
    await write(4000, () => progress.place(from.id, 'drbd', '02-b'))
    await write(3000, () => progress.place(into.id, 'drbd', '01-a'))
    await write(1000, () => progress.place(from.id, 'lvs-dr', '01-a'))
    await write(2000, () => progress.place(into.id, 'lvs-dr', '05-e'))
    await new LoginStore(database).add({ token: 'cookie', person: from.id, expires: 9e15 })
    await new EventStore(database).add({ class: 'c1a55c1a', person: from.id, by: from.id, kind: 'joined' })
    return { from, into }
  }

  test('two entries of one person become one', async () => {
    const { from, into } = await twoOfOne()
    await people.merge(from.id, into.id)
    const passed = await database.selectFrom('passed').select(['learner', 'check', 'at']).orderBy('check').execute()
    expect(passed).toEqual([
      { learner: into.id, check: 'both', at: 1000 },
      { learner: into.id, check: 'early', at: 1000 },
      { learner: into.id, check: 'only', at: 3000 },
    ])
    expect(await database.selectFrom('finished').selectAll().execute()).toEqual([
      { learner: into.id, lab: 'drbd', step: '01-a', at: 1000 },
    ])
    expect(await database.selectFrom('place').selectAll().orderBy('lab').execute()).toEqual([
      { learner: into.id, lab: 'drbd', step: '02-b', at: 4000 },
      { learner: into.id, lab: 'lvs-dr', step: '05-e', at: 2000 },
    ])
    expect(await new EventStore(database).list()).toMatchObject([{ person: into.id, by: into.id, kind: 'joined' }])
    expect(await new LoginStore(database).find('cookie', 0)).toBeNull()
    expect([await people.get(from.id), await people.enter(from.link, login())]).toEqual([null, null])
    expect(await people.get(into.id)).toEqual(into)
  })

  test('a merge that cannot be done changes nothing', async () => {
    const { from } = await twoOfOne()
    const everything = () =>
      Promise.all(
        (['person', 'login', 'event', 'passed', 'place'] as const).map((table) =>
          database.selectFrom(table).selectAll().execute(),
        ),
      )
    const before = await everything()
    await expect(people.merge(from.id, 'nobody')).rejects.toMatchObject({ code: 'person.unknown' })
    await expect(people.merge('nobody', from.id)).rejects.toMatchObject({ code: 'person.unknown' })
    await expect(people.merge(from.id, from.id)).rejects.toMatchObject({ code: 'person.same' })
    expect(await everything()).toEqual(before)
  })

  test('two merges in opposite directions leave one of the two', async () => {
    const { from, into } = await twoOfOne()
    const ended = await Promise.allSettled([people.merge(from.id, into.id), people.merge(into.id, from.id)])
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const [left, ...more] = await people.ofClass('c1a55c1a')
    expect(more).toEqual([])
    expect(await database.selectFrom('passed').select('learner').distinct().execute()).toEqual([{ learner: left?.id }])
  })
})
