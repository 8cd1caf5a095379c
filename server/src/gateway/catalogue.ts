import type { Workspace } from '../labs/workspace'
import type { Connection, Handlers, LabServer } from './connection'

const room = (person: string) => `catalogue:${person}`

export const catalogueHandlers = ({ socket, who }: Connection) =>
  ({
    'catalogue.watch': async (_payload, { workspace }) => {
      await socket.join(room(who.person))
      return workspace.listing.view()
    },
  }) satisfies Partial<Handlers>

/** Sends a workspace's catalogue to whoever watches it, at most four times a second. */
export function sendCatalogue(io: LabServer, workspace: Workspace): void {
  const { person } = workspace
  let timer: NodeJS.Timeout | null = null
  workspace.events.on('event', ({ kind }) => {
    if (kind !== 'catalogue') return
    timer ??= setTimeout(() => {
      timer = null
      if ((io.sockets.adapter.rooms.get(room(person))?.size ?? 0) > 0)
        void workspace.listing.view().then((view) => io.to(room(person)).emit('catalogue', view))
    }, 250)
  })
}
