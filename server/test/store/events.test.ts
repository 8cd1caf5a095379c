import { beforeEach, describe, expect, test, vi } from 'vitest'
import { EventStore } from '../../src/store/events'
import { databases, kinds } from '../support/database'

describe.each(kinds)('events in the %s database', (kind) => {
  const { open } = databases(kind)
  let events: EventStore
  beforeEach(async () => {
    events = new EventStore(await open())
    return () => vi.useRealTimers()
  })
  const about = (person: string | null, kind: string, detail: unknown = null, classId = 'c1') =>
    events.add({ class: classId, person, by: 'teacher', kind, detail })

  test('come back as they were given, the newest first', async () => {
    const detail = { lab: 'drbd', text: '“quoted” \u0000 中', list: [1, null, true] }
    const one = await about('ada', 'help', detail)
    const two = await events.add({ kind: 'swept' })
    expect(await events.list()).toEqual([two, one])
    expect(one).toMatchObject({ class: 'c1', person: 'ada', by: 'teacher', kind: 'help', detail })
    expect(two).toMatchObject({ class: null, person: null, by: null, detail: null })
  })

  test('their order is that of their adding, within a millisecond and when the clock goes back', async () => {
    vi.useFakeTimers({ now: Date.now() + 1000, toFake: ['Date'] })
    for (let number = 0; number < 40; number++) {
      if (number === 20) vi.setSystemTime(Date.now() - 500)
      await about('ada', 'help', number)
    }
    const numbers = (await events.list()).map(({ detail }) => detail)
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, number) => 39 - number))
  })

  test('are listed by class, person and kind, and only so many', async () => {
    const early = await about('ada', 'help')
    const late = await about('ada', 'passed')
    const ben = await about('ben', 'help')
    const other = await about('ada', 'help', null, 'c2')
    expect(await events.list({ class: 'c1' })).toEqual([ben, late, early])
    expect(await events.list({ person: 'ada' })).toEqual([other, late, early])
    expect(await events.list({ class: 'c1', kinds: ['help'] })).toEqual([ben, early])
    expect(await events.list({ kinds: [] })).toEqual([])
    expect(await events.list({ limit: 2 })).toEqual([other, ben])
    await events.add({ class: 'c1', person: 'ada', kind: 'passed' })
    expect(await events.list({ class: 'c1', done: true })).toEqual([ben, late, early])
    expect(await events.list({ class: 'c1', done: false })).toMatchObject([{ kind: 'passed', by: null }])
    expect(await events.list({ class: 'c1', except: ['help'], done: true })).toEqual([late])
    const beside = await events.add({ by: 'teacher', kind: 'staff.invite' })
    expect(await events.list({ class: 'c1', general: true, done: true })).toEqual([beside, ben, late, early])
  })

  test('of what repeats itself the newest are kept, and nothing else goes for it', async () => {
    const others = [
      await about('ada', 'hint'),
      await events.add({ class: 'c1', person: 'ben', kind: 'hint' }),
      await events.add({ class: 'c2', person: 'ada', kind: 'hint' }),
      await events.add({ class: 'c1', kind: 'hint' }),
    ]
    for (let number = 0; number < 7; number++)
      await events.add({ class: 'c1', person: 'ada', kind: 'hint', detail: number }, 3)
    const left = await events.list()
    expect(left.slice(0, 3).map(({ detail }) => detail)).toEqual([6, 5, 4])
    expect(left.slice(3)).toEqual(others.reverse())
  })
})
