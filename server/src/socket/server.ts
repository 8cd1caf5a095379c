import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import type { Access } from '../http/access'
import type { Service } from '../session/service'
import { catalogueEvents, sendCatalogue } from './catalogue'
import { labEvents, sendLabs } from './lab'
import { shellEvents } from './shell'
import type { LabServer } from './wire'

/** The typed socket: web sockets only, from our own page, with the link's cookie. */
export function createSocketServer(http: HttpServer, access: Access, service: Service): LabServer {
  const io: LabServer = new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 256 * 1024,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: (request, decide) => decide(null, access.isOurHost(request) && access.isOurOrigin(request)),
  })
  io.use((socket, next) => next(access.isKnown(socket.request) ? undefined : new Error('unauthorized')))
  io.on('connection', (socket) => {
    catalogueEvents(socket, service)
    labEvents(socket, service)
    shellEvents(socket, service)
  })
  sendCatalogue(io, service)
  sendLabs(io, service)
  return io
}
