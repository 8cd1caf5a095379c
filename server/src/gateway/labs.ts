import { visit } from '../labs/tools/visit'
import { capturePackets } from '../labs/tools/packets'
import type { LabViews } from '../labs/events'
import type { Workspace } from '../labs/workspace'
import type { Connection, Handlers, LabServer } from './connection'
import type { RequestContext } from './request-context'
import { labRoom } from './rooms'

export const labHandlers = ({ socket, who, classroom, seats }: Connection) => {
  /** By their rooms. */
  const followed = new Map<string, { context: RequestContext; lab: string }>()
  /** That somebody else looks is told and written down before they see anything; that they no longer do, as well. */
  const looks = async ({ workspace }: RequestContext, lab: string, on: boolean) => {
    if (on) workspace.watchers.comes(socket.id, lab, who)
    else workspace.watchers.goes(socket.id, lab)
    await classroom.audit(who, null, workspace.person, on ? 'lab.follow' : 'lab.leave', { lab })
  }
  const leave = async (room: string) => {
    seats.leaveAll(room)
    const at = followed.get(room)
    if (!at || !followed.delete(room)) return
    const { context, lab } = at
    context.workspace.follow(lab, -1, context.isOwner ? 'own' : 'guest')
    await socket.leave(room)
    if (!context.isOwner) await looks(context, lab, false)
  }
  socket.on('disconnect', () => [...followed.keys()].forEach((room) => void leave(room)))

  return {
    'lab.follow': async ({ lab }, context) => {
      const { workspace, isOwner } = context
      const { person } = workspace
      const room = labRoom({ lab, person })
      const entry = workspace.listing.entry(lab)
      if (!followed.has(room)) {
        followed.set(room, { context, lab })
        workspace.follow(lab, 1, isOwner ? 'own' : 'guest')
        if (!isOwner) await looks(context, lab, true)
        if (followed.has(room)) await socket.join(room)
      }
      socket.emit('company', { ...workspace.watchers.view(lab), person })
      return { entry, ...workspace.run(lab) }
    },
    'lab.leave': ({ lab }, { workspace: { person } }) => leave(labRoom({ lab, person })),
    'lab.start': ({ lab }, { workspace }) => classroom.startLab(workspace, lab),
    'lab.stop': ({ lab }, { workspace, isOwner }) => (isOwner ? workspace.stop(lab) : workspace.end(lab, 'instructor')),
    'lab.reset': ({ lab, ...what }, { workspace }) => workspace.reset(lab, what),
    'lab.extend': ({ lab }, { workspace }) => classroom.extendLab(workspace, lab),
    'node.fault': ({ lab, node, act }, { workspace }) => workspace.fault(lab, node, act),
    'traffic.send': ({ lab, load }, { workspace }) => {
      const { traffic } = workspace.labs.running(lab)
      if (load) traffic.start(load)
      else traffic.stop()
    },
    'packets.capture': ({ lab, url }, { workspace }) => capturePackets(workspace.labs.running(lab).nodes, url),
    'service.visit': ({ lab, url }, { workspace }) => visit(workspace.labs.running(lab).nodes, url),
  } satisfies Partial<Handlers>
}

/** Sends what happens in a workspace's labs to whoever follows them. */
export function sendLabs(io: LabServer, workspace: Workspace): void {
  const { person } = workspace
  const send = <K extends keyof LabViews>(event: K, view: LabViews[K]) => {
    const sent = { ...view, person }
    io.to(labRoom(sent)).emit(event, ...([sent] as never))
  }
  workspace.events.on('event', (event) => {
    if ('view' in event) send(event.kind, event.view)
  })
}
