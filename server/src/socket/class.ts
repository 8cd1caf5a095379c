import type { Classroom } from '../classroom/classroom'
import { log } from '../log'
import type { LabServer, Line } from './line'
import { classRoom } from './rooms'

export function classEvents(line: Line): void {
  const { classroom, socket, who } = line
  const { classes } = classroom
  line.onRequest('class.list', () => classes.all().map((row) => classroom.view(row)))
  line.onRequest('class.make', async (input) => classroom.view(await classes.make(input)))
  line.onRequest('class.change', async ({ class: id, change }) => {
    const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    return classroom.view(await classroom.change(id, said))
  })
  line.onRequest('class.code', async ({ class: id }) => classroom.view(await classes.newCode(id)))
  line.onRequest('class.end', async ({ class: id }) => classroom.view(await classroom.teaching.end(id)))
  line.onRequest('class.all', async ({ class: id, what }) => {
    await classroom.teaching.all(id, what)
    return null
  })
  line.onRequest('class.step', async ({ class: id, lab, step, what }) => ({
    learners: await classroom.teaching.step(id, lab, step, what),
  }))
  line.onRequest('class.message', async ({ class: id, person, text }) => {
    await classroom.teaching.message(id, person, text, who)
    return null
  })
  line.onRequest('class.audit', ({ class: id }) => classroom.happenings(classes.get(id).id, null))
  line.onRequest('class.follow', async ({ class: id }) => {
    const view = await classroom.roster(id)
    await socket.join(classRoom(id))
    return view
  })
  line.onRequest('class.leave', async ({ class: id }) => {
    await socket.leave(classRoom(id))
    return null
  })
  line.onRequest('staff.invite', async ({ name, role }) => ({ link: await classroom.people.invite(role, name) }))
  line.onRequest('staff.list', async () =>
    (await classroom.people.staff()).map(({ id, name, role, at }) => ({ id, name, role, at })),
  )
  line.onRequest('staff.remove', async ({ person }) => {
    await classroom.teaching.dismiss(person, who)
    return null
  })
  line.onRequest('person.log', ({ class: id, person }) => classroom.happenings(id, person))
  line.onRequest('person.remove', async ({ class: id, person }) => {
    await classroom.teaching.remove(id, person)
    return null
  })
  line.onRequest('person.readmit', async ({ class: id, person }) => {
    await classroom.teaching.readmit(id, person)
    return null
  })
  line.onRequest('person.merge', async ({ class: id, person, into }) => {
    await classroom.teaching.merge(id, person, into)
    return null
  })
  line.onRequest('person.link', async ({ class: id, person }) => {
    await classroom.people.inClass(id, person)
    return { link: await classroom.people.newLink(person, null) }
  })
}

/** Sends a class's roster to whoever follows it. */
export function sendRosters(io: LabServer, classroom: Classroom): void {
  classroom.on('roster', (id) => {
    if ((io.sockets.adapter.rooms.get(classRoom(id))?.size ?? 0) === 0) return
    classroom.roster(id).then(
      (view) => io.to(classRoom(id)).emit('roster', view),
      (error: unknown) => log.error({ class: id, error: String(error) }, 'no roster'),
    )
  })
}
