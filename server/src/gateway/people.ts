import type { Classroom } from '../classes/classroom'
import type { Identity } from '../classes/people'
import { log } from '../log'
import type { Connection, Handlers, LabServer } from './connection'
import { loginRoom, personRoom } from './rooms'

export const peopleHandlers = ({ classroom, who }: Connection) => {
  const { people, teaching } = classroom
  return {
    'me.watch': () => classroom.me(who),
    'me.link': async () => ({ link: await classroom.relink(who) }),
    'message.read': () => classroom.read(who.person),
    'help.ask': ({ text }) => classroom.help(who.person, text),
    'staff.invite': async ({ name, role }) => ({ link: await people.invite(role, name) }),
    'staff.list': async () => (await people.staff()).map(({ id, name, role, at }) => ({ id, name, role, at })),
    'staff.remove': ({ person }) => teaching.dismiss(person, who),
    'person.log': ({ class: id, person }) => classroom.activity(id, person),
    'person.remove': ({ class: id, person }) => teaching.remove(id, person),
    'person.readmit': ({ class: id, person }) => teaching.readmit(id, person),
    'person.merge': ({ class: id, person, into }) => teaching.merge(id, person, into),
    'person.link': async ({ class: id, person }) => {
      await people.inClass(id, person)
      return { link: await people.newLink(person, null) }
    },
  } satisfies Partial<Handlers>
}

/** Tells people what has changed for them, and closes the windows of every login that ends. */
export function sendMe(io: LabServer, classroom: Classroom): void {
  const tell = async (person: string) => {
    for (const socket of await io.in(personRoom(person)).fetchSockets()) {
      const { who } = socket.data as { who?: Identity }
      if (who) socket.emit('me', await classroom.me(who))
    }
  }
  classroom.on('me', (person) => {
    tell(person).catch((error: unknown) => log.error({ person, error: String(error) }, 'a page could not be told'))
  })
  classroom.people.on('left', (login) => io.in(loginRoom(login)).disconnectSockets(true))
  classroom.people.on('out', (person, but) =>
    io
      .in(personRoom(person))
      .except(but === null ? [] : loginRoom(but))
      .disconnectSockets(true),
  )
}
