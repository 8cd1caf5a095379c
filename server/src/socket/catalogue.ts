import type { Service } from '../session/service'
import type { LabServer, LabSocket } from './wire'
import { onRequest } from './wire'

const room = 'catalogue'

export function catalogueEvents(socket: LabSocket, service: Service): void {
  onRequest(socket, 'catalogue.watch', async () => {
    await socket.join(room)
    return service.catalogue()
  })
}

/** Sends the catalogue to whoever watches it, at most four times a second. */
export function sendCatalogue(io: LabServer, service: Service): void {
  let timer: NodeJS.Timeout | null = null
  service.on('catalogue', () => {
    timer ??= setTimeout(() => {
      timer = null
      if ((io.sockets.adapter.rooms.get(room)?.size ?? 0) > 0)
        void service.catalogue().then((view) => io.to(room).emit('catalogue', view))
    }, 250)
  })
}
