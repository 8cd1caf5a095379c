import { visit } from '../session/visit'
import { capturePackets } from '../session/packets'
import type { Desk } from '../classroom/desk'
import type { Connection, Handlers, LabServer, RequestContext } from './connection'
import { guestEntry, labRoom, refOf, tellLab, tellEntry } from './rooms'

export const labHandlers = ({ socket, who, classroom, seats }: Connection) => {
  const followed = new Map<string, { context: RequestContext; lab: string }>()
  /** That somebody else looks is told and written down before they see anything; that they no longer do, as well. */
  const looks = async ({ desk }: RequestContext, lab: string, on: boolean) => {
    if (on) desk.company.comes(socket.id, lab, who)
    else desk.company.goes(socket.id, lab)
    await classroom.audit(who, null, desk.person, on ? 'lab.follow' : 'lab.leave', { lab: refOf(desk, lab) })
  }
  const leave = async (ref: string) => {
    seats.leaveAll(ref)
    const at = followed.get(ref)
    if (!at || !followed.delete(ref)) return
    const { context, lab } = at
    context.service.follow(lab, -1, context.isOwner ? 'own' : 'guest')
    await socket.leave(labRoom(context, lab))
    if (!context.isOwner) await looks(context, lab, false)
  }
  socket.on('disconnect', () => [...followed.keys()].forEach((ref) => void leave(ref)))

  return {
    'lab.follow': async ({ lab }, context) => {
      const { service, desk, isOwner, ref } = context
      const entry = service.entry(lab)
      if (!followed.has(ref)) {
        followed.set(ref, { context, lab })
        service.follow(lab, 1, isOwner ? 'own' : 'guest')
        if (!isOwner) await looks(context, lab, true)
        if (followed.has(ref)) await socket.join(labRoom(context, lab))
      }
      const name = isOwner ? lab : refOf(desk, lab)
      const named = <T extends { lab: string }>(view: T): T => ({ ...view, lab: name })
      const { checks, blocks, shells, states, traffic } = service.run(lab)
      socket.emit('company', named(desk.company.view(lab)))
      return {
        entry: isOwner ? entry : guestEntry(desk, entry),
        checks: checks && named(checks),
        blocks: blocks.map(named),
        shells: shells.map(named),
        states: states.map(named),
        traffic: traffic && named(traffic),
      }
    },
    'lab.leave': (_payload, { ref }) => leave(ref),
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

/** Sends what happens in a desk's labs to whoever follows them. */
export function sendLabs(io: LabServer, desk: Desk): void {
  const { service, company } = desk
  service.on('entry', (entry) => tellEntry(io, desk, entry))
  service.on('session', (view) => tellLab(io, desk, 'session', view))
  service.on('checks', (view) => tellLab(io, desk, 'checks', view))
  service.on('block', (view) => tellLab(io, desk, 'block', view))
  service.on('traffic', (view) => tellLab(io, desk, 'traffic', view))
  service.on('state', (event) => tellLab(io, desk, 'state', event))
  service.on('shell', (view) => tellLab(io, desk, 'shell', view))
  company.on('change', (lab) => tellLab(io, desk, 'company', company.view(lab)))
}
