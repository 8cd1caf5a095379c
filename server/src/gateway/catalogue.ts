import type { Desk } from '../labs/desk'
import type { Connection, Handlers, LabServer } from './connection'

const room = (person: string) => `catalogue:${person}`

export const catalogueHandlers = ({ socket, who }: Connection) =>
  ({
    'catalogue.watch': async (_payload, { service }) => {
      await socket.join(room(who.person))
      return service.catalogue()
    },
  }) satisfies Partial<Handlers>

/** Sends a desk's catalogue to whoever watches it, at most four times a second. */
export function sendCatalogue(io: LabServer, { person, service }: Desk): void {
  let timer: NodeJS.Timeout | null = null
  service.on('catalogue', () => {
    timer ??= setTimeout(() => {
      timer = null
      if ((io.sockets.adapter.rooms.get(room(person))?.size ?? 0) > 0)
        void service.catalogue().then((view) => io.to(room(person)).emit('catalogue', view))
    }, 250)
  })
}
