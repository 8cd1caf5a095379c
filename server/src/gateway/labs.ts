import type { LabRef } from '@contract/lab-ref'
import type { ServerToClient } from '@contract/socket'
import { visit } from '../labs/tools/visit'
import { capturePackets } from '../labs/tools/packets'
import type { Desk } from '../labs/desk'
import type { Connection, Handlers, LabServer, RequestContext } from './connection'
import { labRoom } from './rooms'

export const labHandlers = ({ socket, who, classroom, seats }: Connection) => {
  /** By their rooms. */
  const followed = new Map<string, { context: RequestContext; lab: string }>()
  /** That somebody else looks is told and written down before they see anything; that they no longer do, as well. */
  const looks = async ({ desk }: RequestContext, lab: string, on: boolean) => {
    if (on) desk.company.comes(socket.id, lab, who)
    else desk.company.goes(socket.id, lab)
    await classroom.audit(who, null, desk.person, on ? 'lab.follow' : 'lab.leave', { lab })
  }
  const leave = async (room: string) => {
    seats.leaveAll(room)
    const at = followed.get(room)
    if (!at || !followed.delete(room)) return
    const { context, lab } = at
    context.service.follow(lab, -1, context.isOwner ? 'own' : 'guest')
    await socket.leave(room)
    if (!context.isOwner) await looks(context, lab, false)
  }
  socket.on('disconnect', () => [...followed.keys()].forEach((room) => void leave(room)))

  return {
    'lab.follow': async ({ lab }, context) => {
      const { service, desk, isOwner } = context
      const { person } = desk
      const room = labRoom({ lab, person })
      const entry = service.entry(lab)
      if (!followed.has(room)) {
        followed.set(room, { context, lab })
        service.follow(lab, 1, isOwner ? 'own' : 'guest')
        if (!isOwner) await looks(context, lab, true)
        if (followed.has(room)) await socket.join(room)
      }
      socket.emit('company', { ...desk.company.view(lab), person })
      return { entry, ...service.run(lab) }
    },
    'lab.leave': ({ lab }, { desk: { person } }) => leave(labRoom({ lab, person })),
    'lab.start': ({ lab }, { desk }) => classroom.startLab(desk, lab),
    'lab.stop': ({ lab }, { service, isOwner }) =>
      isOwner ? service.sessions.stop(lab) : service.end(lab, 'instructor'),
    'lab.reset': ({ lab, ...what }, { service }) => service.reset(lab, what),
    'lab.extend': ({ lab }, { desk }) => classroom.extendLab(desk, lab),
    'node.fault': ({ lab, node, act }, { service }) => service.fault(lab, node, act),
    'traffic.send': ({ lab, load }, { service }) => {
      const { traffic } = service.sessions.running(lab)
      if (load) traffic.start(load)
      else traffic.stop()
    },
    'packets.capture': ({ lab, url }, { service }) => capturePackets(service.sessions.running(lab).nodes, url),
    'service.visit': ({ lab, url }, { service }) => visit(service.sessions.running(lab).nodes, url),
  } satisfies Partial<Handlers>
}

/** Events that are told of a lab. */
type LabEvent = {
  [K in keyof ServerToClient]: Parameters<ServerToClient[K]>[0] extends LabRef ? K : never
}[keyof ServerToClient]

/** Sends what happens in a desk's labs to whoever follows them. */
export function sendLabs(io: LabServer, { person, service, company }: Desk): void {
  const tell = <K extends LabEvent>(
    event: K,
    view: Omit<Parameters<ServerToClient[K]>[0], 'person'> & { lab: string },
  ) => {
    const told = { ...view, person }
    io.to(labRoom(told)).emit(event, ...([told] as never))
  }
  service.on('entry', (entry) => tell('lab', { lab: entry.id, entry }))
  service.on('session', (view) => tell('session', view))
  service.on('checks', (view) => tell('checks', view))
  service.on('block', (view) => tell('block', view))
  service.on('traffic', (view) => tell('traffic', view))
  service.on('state', (event) => tell('state', event))
  service.on('shell', (view) => tell('shell', view))
  company.on('change', (lab) => tell('company', company.view(lab)))
}
