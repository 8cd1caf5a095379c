import type { Service } from '../session/service'
import type { Shell } from '../terminal/shell'
import type { Viewer } from '../terminal/viewers'
import type { LabSocket } from './wire'
import { onMessage, onRequest } from './wire'

export function shellEvents(socket: LabSocket, service: Service): void {
  const seats = new Map<Shell, Viewer>()
  const find = (lab: string, id: string) => service.sessions.running(lab).shell(id)
  const seated = (lab: string, id: string): [Shell, Viewer] | null => {
    const shell = service.sessions.get(lab)?.shells.get(id)
    const viewer = shell && seats.get(shell)
    return shell && viewer ? [shell, viewer] : null
  }

  onRequest(socket, 'shell.attach', async ({ lab, shell: id, cols, rows }) => {
    const shell = find(lab, id)
    const before = seats.get(shell)
    if (before) shell.detach(before)
    if (shell.view.state === 'ended') shell.reopen()
    const viewer: Viewer = {
      data: (data) => socket.emit('shell.data', { lab, shell: id, data }),
      screen: (screen) => socket.emit('shell.screen', screen),
      size: (newCols, newRows) => socket.emit('shell.size', { lab, shell: id, cols: newCols, rows: newRows }),
    }
    seats.set(shell, viewer)
    return shell.attach(viewer, cols, rows)
  })
  onRequest(socket, 'shell.detach', ({ lab, shell: id }) => {
    const seat = seated(lab, id)
    if (seat) {
      seat[0].detach(seat[1])
      seats.delete(seat[0])
    }
    return null
  })
  onRequest(socket, 'shell.close', ({ lab, shell: id }) => {
    const seat = seated(lab, id)
    if (seat) seats.delete(seat[0])
    service.sessions.running(lab).closeShell(id)
    return null
  })
  onMessage(socket, 'shell.input', ({ lab, shell: id, data }) => seated(lab, id)?.[0].input(data))
  onMessage(socket, 'shell.resize', ({ lab, shell: id, cols, rows }) => {
    const seat = seated(lab, id)
    if (seat) seat[0].resize(seat[1], cols, rows)
  })
  onMessage(socket, 'shell.drawn', ({ lab, shell: id, bytes }) => {
    const seat = seated(lab, id)
    if (seat) seat[0].drawn(seat[1], bytes)
  })
  socket.on('disconnect', () => {
    for (const [shell, viewer] of seats) shell.detach(viewer)
    seats.clear()
  })
}
