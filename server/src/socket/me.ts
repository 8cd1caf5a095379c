import type { Classroom } from '../classroom/classroom'
import { log } from '../log'
import type { LabServer, Line } from './line'
import { loginRoom, personRoom } from './rooms'

export function meEvents(line: Line): void {
  const { classroom, who } = line
  line.onRequest('me.watch', () => classroom.me(who))
  line.onRequest('me.link', async () => ({ link: await classroom.relink(who) }))
  line.onRequest('message.read', async () => {
    await classroom.read(who.person)
    return null
  })
  line.onRequest('help.ask', async ({ text }) => {
    await classroom.help(who.person, text)
    return null
  })
}

/** Tells people what has changed for them, and closes the windows of every login that ends. */
export function sendMe(io: LabServer, classroom: Classroom): void {
  const tell = async (person: string) => {
    for (const socket of await io.in(personRoom(person)).fetchSockets()) {
      const { who } = socket.data as { who?: Line['who'] }
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
