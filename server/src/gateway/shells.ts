import { LabError, toProblem } from '../errors'
import { Pace } from '../terminal/pace'
import type { Shell } from '../terminal/shell'
import type { Viewer } from '../terminal/viewers'
import type { Connection, Handlers } from './connection'
import type { RequestContext } from './request-context'
import { labRoom } from './rooms'

/** How many times a second it is told that somebody else types, and that a terminal takes no more input. */
const [typistPerSecond, refusalsPerSecond] = [2, 0.5]
/** The shell to attach to: one's own is made known where it was not, another's is there or is not. */
function shellFor({ workspace, isOwner }: RequestContext, window: string, lab: string, id: string): Shell {
  const running = workspace.labs.running(lab)
  if (isOwner) return running.shell(id)
  workspace.watchers.admit(window, lab)
  const shell = running.shells.get(id)
  if (!shell) throw new LabError('shell.unopened', { shell: id })
  return shell
}

export const shellHandlers = ({ socket, who, seats, outflow }: Connection) => {
  const seated = ({ workspace }: RequestContext, lab: string, id: string): [Shell, Viewer] | null => {
    const shell = workspace.labs.get(lab)?.shells.get(id)
    const viewer = seats.of(shell)
    return shell && viewer ? [shell, viewer] : null
  }
  const typists = new Pace(1, typistPerSecond)
  const refusals = new Pace(1, refusalsPerSecond)
  /** Shells of which the window waits to hear that they take more. */
  const awaited = new Set<Shell>()
  socket.on('disconnect', () => seats.leaveAll())

  return {
    'shell.attach': async ({ lab, shell: id, cols, rows }, context) => {
      const { isOwner } = context
      const { person } = context.workspace
      const shell = shellFor(context, socket.id, lab, id)
      if (isOwner && shell.view.state === 'ended') shell.reopen()
      const at = { lab, person, shell: id }
      const viewer: Viewer = {
        data: (data) => socket.emit('shell.data', { ...at, data }),
        screen: (screen) => socket.emit('shell.screen', { ...screen, lab, person }),
        size: (newCols, newRows) => socket.emit('shell.size', { ...at, cols: newCols, rows: newRows }),
      }
      seats.take(shell, viewer, labRoom(at))
      const screen = await (isOwner
        ? shell.attach(viewer, cols, rows)
        : shell.watch(Object.assign(viewer, { guest: true as const })))
      // The window may have left meanwhile, and nobody else would end what began after that.
      if (seats.of(shell) !== viewer) {
        shell.detach(viewer)
        throw new LabError('shell.detached', { shell: id })
      }
      return isOwner ? screen : { ...screen, watching: true as const }
    },
    'shell.detach': ({ lab, shell: id }, context) => {
      const seat = seated(context, lab, id)
      if (seat) seats.leave(seat[0])
    },
    'shell.close': ({ lab, shell: id }, context) => {
      const seat = seated(context, lab, id)
      if (seat) seats.leave(seat[0])
      context.workspace.labs.running(lab).closeShell(id)
    },
    'shell.input': ({ lab, shell: id, data, more }, context) => {
      const { workspace, isOwner } = context
      const at = { lab, person: workspace.person, shell: id }
      const seat = seated(context, lab, id)
      if (!seat || !(isOwner || workspace.watchers.mayType(socket.id, lab))) return
      if (!seat[0].input(data) && refusals.take()) socket.emit('problem', toProblem(seat[0].full()))
      if (more && !awaited.has(seat[0])) {
        awaited.add(seat[0])
        void seat[0].ready().then(() => {
          awaited.delete(seat[0])
          socket.emit('shell.ready', at)
        })
      }
      if (isOwner) workspace.acts()
      // Beside others, everybody is told who types.
      if ((isOwner && workspace.watchers.view(lab).people.length === 0) || !typists.take()) return
      socket.to(labRoom(at)).emit('shell.typist', { ...at, name: who.name })
    },
    'shell.resize': ({ lab, shell: id, cols, rows }, context) => {
      const seat = context.isOwner ? seated(context, lab, id) : null
      if (seat) seat[0].resize(seat[1], cols, rows)
    },
    'shell.drawn': ({ lab, shell: id, bytes }, context) => {
      const seat = seated(context, lab, id)
      if (seat && outflow.isRead) seat[0].drawn(seat[1], bytes)
    },
    'company.take': ({ lab, part }, { workspace }) => workspace.watchers.setTypesAlong(socket.id, lab, part),
    'company.end': ({ lab }, { workspace }) => workspace.watchers.end(lab),
  } satisfies Partial<Handlers>
}
