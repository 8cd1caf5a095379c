import { LabError, toProblem } from '../errors'
import { Pace } from '../terminal/pace'
import type { Shell } from '../terminal/shell'
import type { Viewer } from '../terminal/viewers'
import type { LabSocket, Line, Place } from './line'
import { labRoom, ownRoom } from './rooms'

/** How many times a second it is told that somebody else types, and that a terminal takes no more input. */
const [typistPerSecond, refusalsPerSecond] = [2, 0.5]
/** Bytes that may wait for a browser to read them; one that says it has drawn them lies. */
const unreadBytes = 8 * 1024 * 1024

/** Bytes sent to a browser that it has not read yet. */
function unread(socket: LabSocket): number {
  const { socket: line } = socket.conn.transport as unknown as { socket?: { bufferedAmount?: number } }
  return line?.bufferedAmount ?? 0
}

/** The shell to attach to: one's own is made known where it was not, another's is there or is not. */
function shellFor({ service, desk, own }: Place, window: string, lab: string, id: string): Shell {
  const session = service.sessions.running(lab)
  if (own) return session.shell(id)
  desk.company.admit(window, lab)
  const shell = session.shells.get(id)
  if (!shell) throw new LabError('shell.unopened', { shell: id })
  return shell
}

export function shellEvents(line: Line): void {
  const { socket, who, seats } = line
  const seated = ({ service }: Place, lab: string, id: string): [Shell, Viewer] | null => {
    const shell = service.sessions.get(lab)?.shells.get(id)
    const viewer = seats.of(shell)
    return shell && viewer ? [shell, viewer] : null
  }
  const typists = new Pace(1, typistPerSecond)
  const refusals = new Pace(1, refusalsPerSecond)

  line.onRequest('shell.attach', async ({ lab, shell: id, cols, rows }, place) => {
    const { own, ref } = place
    const shell = shellFor(place, socket.id, lab, id)
    if (own && shell.view.state === 'ended') shell.reopen()
    const named = <T extends { shell: { lab: string } }>(screen: T): T => ({
      ...screen,
      shell: { ...screen.shell, lab: ref },
      ...(!own && { watching: true as const }),
    })
    const viewer: Viewer = {
      data: (data) => socket.emit('shell.data', { lab: ref, shell: id, data }),
      screen: (screen) => socket.emit('shell.screen', named(screen)),
      size: (newCols, newRows) => socket.emit('shell.size', { lab: ref, shell: id, cols: newCols, rows: newRows }),
    }
    seats.take(shell, viewer, ref)
    const screen = await (own
      ? shell.attach(viewer, cols, rows)
      : shell.watch(Object.assign(viewer, { guest: true as const })))
    // The window may have left meanwhile, and nobody else would end what began after that.
    if (seats.of(shell) !== viewer) {
      shell.detach(viewer)
      throw new LabError('shell.detached', { shell: id })
    }
    return named(screen)
  })
  line.onRequest('shell.detach', ({ lab, shell: id }, place) => {
    const seat = seated(place, lab, id)
    if (seat) seats.leave(seat[0])
    return null
  })
  line.onRequest('shell.close', ({ lab, shell: id }, place) => {
    const seat = seated(place, lab, id)
    if (seat) seats.leave(seat[0])
    place.service.sessions.running(lab).closeShell(id)
    return null
  })
  line.onMessage('shell.input', ({ lab, shell: id, data, more }, place) => {
    const { desk, own, ref } = place
    const seat = seated(place, lab, id)
    if (!seat || !(own || desk.company.mayType(socket.id, lab))) return
    if (!seat[0].input(data) && refusals.take()) socket.emit('problem', toProblem(seat[0].full()))
    if (more) void seat[0].ready().then(() => socket.emit('shell.ready', { lab: ref, shell: id }))
    if (own) desk.acts()
    // Beside others, everybody is told who types.
    if ((own && desk.company.view(lab).people.length === 0) || !typists.take()) return
    socket.to(ownRoom(desk.person, lab)).emit('shell.typist', { lab, shell: id, name: who.name })
    socket.to(labRoom({ ...place, own: false }, lab)).emit('shell.typist', {
      lab: `${lab}@${desk.person}`,
      shell: id,
      name: who.name,
    })
  })
  line.onMessage('shell.resize', ({ lab, shell: id, cols, rows }, place) => {
    const seat = place.own ? seated(place, lab, id) : null
    if (seat) seat[0].resize(seat[1], cols, rows)
  })
  line.onMessage('shell.drawn', ({ lab, shell: id, bytes }, place) => {
    const seat = seated(place, lab, id)
    if (seat && unread(socket) < unreadBytes) seat[0].drawn(seat[1], bytes)
  })
  line.onRequest('company.take', ({ lab, part }, { desk }) => {
    desk.company.takesPart(socket.id, lab, part)
    return null
  })
  line.onRequest('company.end', ({ lab }, { desk }) => {
    desk.company.end(lab)
    return null
  })
  socket.on('disconnect', () => seats.leaveAll())
}
