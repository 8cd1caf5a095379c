import type { Classroom } from '../classes/classroom'
import { log } from '../log'
import type { Connection, Handlers, LabServer } from './connection'
import { classRoom } from './rooms'

export const classHandlers = ({ classroom, socket, who }: Connection) => {
  const { classes, teaching } = classroom
  return {
    'class.list': () => classes.all().map((row) => classroom.view(row)),
    'class.make': async (input) => classroom.view(await classes.make(input)),
    'class.change': async ({ class: id, change }) => {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      return classroom.view(await classroom.change(id, given))
    },
    'class.code': async ({ class: id }) => classroom.view(await classes.newCode(id)),
    'class.end': async ({ class: id }) => classroom.view(await teaching.end(id)),
    'class.all': ({ class: id, what }) => teaching.all(id, what),
    'class.step': async ({ class: id, lab, step, what }) => ({ learners: await teaching.step(id, lab, step, what) }),
    'class.message': ({ class: id, person, text }) => teaching.message(id, person, text, who),
    'class.audit': ({ class: id }) => classroom.activity(classes.get(id).id, null),
    'class.follow': async ({ class: id }) => {
      const view = await classroom.roster(id)
      await socket.join(classRoom(id))
      return view
    },
    'class.leave': ({ class: id }) => socket.leave(classRoom(id)),
  } satisfies Partial<Handlers>
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
