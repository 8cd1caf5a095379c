import { describe, expect, test } from 'vitest'
import { Classes } from '../../src/classes/classes'
import { Classroom } from '../../src/classes/classroom'
import { People } from '../../src/classes/people'
import { Library } from '../../src/content/library'
import { fixtureLabs } from '../../src/content/testing'
import { ClassStore } from '../../src/store/classes'
import { EventStore } from '../../src/store/events'
import { LoginStore } from '../../src/store/logins'
import { PeopleStore } from '../../src/store/people'
import { ProgressStore } from '../../src/store/progress'
import { databases, kinds } from '../support/database'

describe.each(kinds)('joining a class in the %s database', (kind) => {
  const { open } = databases(kind)

  test('at once: one of each name, and as many as there are places', async () => {
    const database = await open()
    const library = await Library.open(fixtureLabs)
    const people = new People(new PeopleStore(database), new LoginStore(database))
    const classes = new Classes(new ClassStore(database), people.store, library)
    const engine = () => Promise.reject(new Error('no engine is needed to join'))
    const ground = { engine, library, progress: new ProgressStore(database) }
    const classroom = new Classroom(ground, classes, people, new EventStore(database), true)
    const given = { title: 'Small', labs: ['tiny'], language: 'en' as const, minutes: 60, idle: 30, ends: null }
    const { id, code } = await classes.make({ ...given, capacity: 3 })
    const names = ['Ada', 'Ada', 'ada ', 'Ben', 'Cem', 'Dan', 'Eva']
    const joined = await Promise.allSettled(names.map((name) => classroom.join(code, name)))
    expect(joined.map(({ status }) => status === 'fulfilled')).toEqual([true, false, false, true, true, false, false])
    expect(classes.of(id).map(({ name }) => name)).toEqual(['Ada', 'Ben', 'Cem'])
    classroom.close()
  })
})
