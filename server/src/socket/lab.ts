import { visit } from '../session/visit'
import { capturePackets } from '../session/packets'
import type { Desk } from '../classroom/desk'
import type { LabServer, Line, Place } from './line'
import { guestEntry, labRoom, refOf, tellLab, tellEntry } from './rooms'

export function labEvents(line: Line): void {
  const { socket, who, classroom } = line
  const followed = new Map<string, { place: Place; lab: string }>()
  /** That somebody else looks is told and written down before they see anything; that they no longer do, as well. */
  const looks = async ({ desk }: Place, lab: string, on: boolean) => {
    if (on) desk.company.comes(socket.id, lab, who)
    else desk.company.goes(socket.id, lab)
    await classroom.audit(who, null, desk.person, on ? 'lab.follow' : 'lab.leave', { lab: refOf(desk, lab) })
  }
  const leave = async (ref: string) => {
    line.seats.leaveAll(ref)
    const at = followed.get(ref)
    if (!at || !followed.delete(ref)) return
    const { place, lab } = at
    place.service.follow(lab, -1, place.own ? 'own' : 'guest')
    await socket.leave(labRoom(place, lab))
    if (!place.own) await looks(place, lab, false)
  }
  line.onRequest('lab.follow', async ({ lab }, place) => {
    const { service, desk, own, ref } = place
    const entry = service.entry(lab)
    if (!followed.has(ref)) {
      followed.set(ref, { place, lab })
      service.follow(lab, 1, own ? 'own' : 'guest')
      if (!own) await looks(place, lab, true)
      if (followed.has(ref)) await socket.join(labRoom(place, lab))
    }
    const name = own ? lab : refOf(desk, lab)
    const named = <T extends { lab: string }>(view: T): T => ({ ...view, lab: name })
    const { checks, blocks, shells, states, traffic } = service.run(lab)
    socket.emit('company', named(desk.company.view(lab)))
    return {
      entry: own ? entry : guestEntry(desk, entry),
      checks: checks && named(checks),
      blocks: blocks.map(named),
      shells: shells.map(named),
      states: states.map(named),
      traffic: traffic && named(traffic),
    }
  })
  line.onRequest('lab.leave', async (_payload, { ref }) => {
    await leave(ref)
    return null
  })
  socket.on('disconnect', () => [...followed.keys()].forEach((ref) => void leave(ref)))

  line.onRequest('lab.start', ({ lab }, { desk }) => {
    line.classroom.startLab(desk, lab)
    return null
  })
  line.onRequest('lab.stop', async ({ lab }, { service, own }) => {
    if (own) await service.sessions.stop(lab)
    else await service.end(lab, 'instructor')
    return null
  })
  line.onRequest('lab.reset', async ({ lab, ...what }, { service }) => {
    await service.reset(lab, what)
    return null
  })
  line.onRequest('lab.extend', ({ lab }, { desk }) => {
    line.classroom.extendLab(desk, lab)
    return null
  })
  line.onRequest('node.power', async ({ lab, node, on }, { service }) => {
    await service.sessions.power(lab, node, on)
    return null
  })
  line.onRequest('node.fault', async ({ lab, node, act }, { service }) => {
    await service.fault(lab, node, act)
    return null
  })
  line.onRequest('traffic.send', ({ lab, load }, { service }) => {
    const { traffic } = service.sessions.running(lab)
    if (load) traffic.start(load)
    else traffic.stop()
    return null
  })
  line.onRequest('packets.capture', ({ lab, url }, { service }) =>
    capturePackets(service.sessions.running(lab).nodes, url),
  )
  line.onRequest('service.visit', ({ lab, url }, { service }) => visit(service.sessions.running(lab).nodes, url))
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
