import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { Server } from 'socket.io'
import type { Classroom } from '../classes/classroom'
import type { Identity } from '../classes/people'
import type { Access } from './access'
import { crowd } from '../crowd'
import { LabError } from '../errors'
import { log } from '../log'
import { catalogueHandlers, sendCatalogue } from './catalogue'
import { classHandlers, sendRosters } from './classes'
import { type LabServer, type LabSocket, Connection } from './connection'
import { limitInflow } from './inflow'
import { labHandlers, sendLabs } from './labs'
import { peopleHandlers, sendMe } from './people'
import { rawSocket } from './raw-socket'
import { loginRoom, personRoom } from './rooms'
import { shellHandlers } from './shells'
import { stepHandlers } from './steps'

/** The longest time a timer takes (a 32-bit number of milliseconds): a login may last longer than that. */
const longestTimer = 2 ** 31 - 1

/**
 * Lets a window in: first into the rooms from which it can be put out, and then its login is looked at once more. One that
 * ended between the handshake and now would otherwise go unnoticed.
 */
async function letIn(socket: LabSocket, who: Identity, access: Access): Promise<void> {
  await socket.join([personRoom(who.person), loginRoom(who.login)])
  if (!(await access.who(socket.request))) throw new LabError('access.unknown')
}

/** Everything that one window may ask. */
async function seat(socket: LabSocket, who: Identity, access: Access, classroom: Classroom): Promise<void> {
  const entering = letIn(socket, who, access)
  const connection = new Connection(socket, who, classroom, entering)
  connection.serve({
    ...catalogueHandlers(connection),
    ...labHandlers(connection),
    ...stepHandlers(),
    ...shellHandlers(connection),
    ...peopleHandlers(connection),
    ...classHandlers(connection),
  })
  if (who.expires !== null) {
    const left = Math.min(who.expires - Date.now(), longestTimer)
    const timer = setTimeout(() => socket.disconnect(true), left)
    socket.on('disconnect', () => clearTimeout(timer))
  }
  const gone = new Promise<void>((resolve) => socket.on('disconnect', () => resolve()))
  await entering
  const workspace = await classroom.workspaces.of(who.person)
  workspace.window(socket.id, true)
  void gone.then(() => workspace.window(socket.id, false))
}

/** Before it is let in, a window says one thing: that it wants in. Whoever says more would make work without a login. */
function saysMore(this: LabSocket['conn']): void {
  this.close(true)
  // Closed, it could go on sending unmetered until it has said good-bye.
  rawSocket(this).terminate()
}

/** The typed socket: web sockets only, from our own page, for whom the cookie lets in. */
export function createSocketServer(http: HttpServer | HttpsServer, access: Access, classroom: Classroom): LabServer {
  const io: LabServer = new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 256 * 1024,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: (request, decide) => decide(null, access.isOurHost(request) && access.isOurOrigin(request)),
  })
  io.engine.on('connection', (conn: LabSocket['conn']) => {
    limitInflow(conn)
    conn.once('data', () => conn.prependListener('data', saysMore))
  })
  io.use((socket, next) => {
    // Who is refused hears why.
    const refuse = (why: string) => {
      next(new Error(why))
      setImmediate(() => socket.conn.close())
    }
    access.who(socket.request).then(
      (who) => {
        if (!who) return refuse('unauthorized')
        ;(socket.data as { who?: Identity }).who = who
        next()
      },
      (error: unknown) => {
        log.error({ error: String(error) }, 'nobody can be recognised')
        refuse('unavailable')
      },
    )
  })
  io.on('connection', (socket) => {
    const { who } = socket.data as { who?: Identity }
    if (!who) return
    socket.conn.off('data', saysMore)
    crowd.enter(who.person)
    socket.on('disconnect', () => crowd.leave(who.person))
    seat(socket, who, access, classroom).catch((error: unknown) => {
      if (!(error instanceof LabError))
        log.error({ person: who.person, error: String(error) }, 'a window could not be seated')
      socket.disconnect(true)
    })
  })
  classroom.on('workspace', (workspace) => {
    sendCatalogue(io, workspace)
    sendLabs(io, workspace)
  })
  sendMe(io, classroom)
  sendRosters(io, classroom)
  return io
}
