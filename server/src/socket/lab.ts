import { log } from '../log'
import { visit } from '../session/visit'
import { capturePackets } from '../session/packets'
import type { Service } from '../session/service'
import type { LabServer, LabSocket } from './wire'
import { onRequest } from './wire'

const room = (lab: string) => `lab:${lab}`

export function labEvents(socket: LabSocket, service: Service): void {
  const followed = new Set<string>()
  const leave = async (lab: string) => {
    if (!followed.delete(lab)) return
    service.follow(lab, -1)
    await socket.leave(room(lab))
  }
  onRequest(socket, 'lab.follow', async ({ lab }) => {
    const entry = service.entry(lab)
    if (!followed.has(lab)) {
      followed.add(lab)
      service.follow(lab, 1)
      await socket.join(room(lab))
    }
    return { entry, ...service.run(lab) }
  })
  onRequest(socket, 'lab.leave', async ({ lab }) => {
    await leave(lab)
    return null
  })
  socket.on('disconnect', () => followed.forEach((lab) => void leave(lab)))

  onRequest(socket, 'lab.start', ({ lab }) => {
    // The session's own events tell how it goes on.
    service.sessions.start(lab).whole.catch((error: unknown) => log.info({ lab, error: String(error) }, 'start failed'))
    return null
  })
  onRequest(socket, 'lab.stop', async ({ lab }) => {
    await service.sessions.stop(lab)
    return null
  })
  onRequest(socket, 'lab.reset', async ({ lab, ...what }) => {
    await service.reset(lab, what)
    return null
  })
  onRequest(socket, 'node.power', async ({ lab, node, on }) => {
    await service.sessions.power(lab, node, on)
    return null
  })
  onRequest(socket, 'node.fault', async ({ lab, node, act }) => {
    await service.sessions.fault(lab, node, act)
    return null
  })
  onRequest(socket, 'traffic.send', ({ lab, load }) => {
    const { traffic } = service.sessions.running(lab)
    if (load) traffic.start(load)
    else traffic.stop()
    return null
  })
  onRequest(socket, 'packets.capture', ({ lab, url }) => capturePackets(service.sessions.running(lab).nodes, url))
  onRequest(socket, 'service.visit', ({ lab, url }) => visit(service.sessions.running(lab).nodes, url))
  onRequest(socket, 'step.read', ({ lab, step: id, language }) => {
    const step = service.library.step(lab, id)
    return { lab, step: id, language, title: step.title[language], segments: step.segments[language] }
  })
  onRequest(socket, 'step.enter', ({ lab, step }) => service.enter(lab, step))
  onRequest(socket, 'step.solve', async ({ lab, step }) => {
    await service.lesson(lab).solve(step)
    return null
  })
  onRequest(socket, 'step.unsolve', ({ lab }) => {
    service.lesson(lab).unsolve()
    return null
  })
  onRequest(socket, 'block.run', async ({ lab, step, block }) => ({
    shells: await service.lesson(lab).run(step, block),
  }))
}

/** Sends what happens in labs to whoever follows them. */
export function sendLabs(io: LabServer, service: Service): void {
  service.on('entry', (entry) => io.to(room(entry.id)).emit('lab', entry))
  service.on('session', (view) => io.to(room(view.lab)).emit('session', view))
  service.on('checks', (view) => io.to(room(view.lab)).emit('checks', view))
  service.on('block', (view) => io.to(room(view.lab)).emit('block', view))
  service.on('traffic', (view) => io.to(room(view.lab)).emit('traffic', view))
  service.on('state', (event) => io.to(room(event.lab)).emit('state', event))
  service.on('shell', (view) => io.to(room(view.lab)).emit('shell', view))
}
