import type { ServerToClient } from '@contract/socket'
import type { LabEntry } from '@contract/view'
import type { Desk } from '../classroom/desk'
import type { LabServer, RequestContext } from './connection'

/** Rooms of windows: those of a lab's own learner, and those of others who look at it and know it by another name. */

export const ownRoom = (person: string, lab: string) => `own:${person}:${lab}`
const guestRoom = (person: string, lab: string) => `guest:${person}:${lab}`

export const labRoom = ({ desk, isOwner }: RequestContext, lab: string) =>
  (isOwner ? ownRoom : guestRoom)(desk.person, lab)
export const personRoom = (person: string) => `person:${person}`
export const loginRoom = (login: string) => `login:${login}`
export const classRoom = (ofClass: string) => `class:${ofClass}`

/** How somebody else calls a lab on that desk. */
export const refOf = (desk: Desk, lab: string) => `${lab}@${desk.person}`

type About = {
  [K in keyof ServerToClient]: Parameters<ServerToClient[K]>[0] extends { lab: string } ? K : never
}[keyof ServerToClient]

/** The lab as another's window knows it. */
export function guestEntry(desk: Desk, entry: LabEntry): LabEntry {
  return { ...entry, id: refOf(desk, entry.id) }
}

/** Tells everybody who follows a lab what is listed of it now. */
export function tellEntry(io: LabServer, desk: Desk, entry: LabEntry): void {
  io.to(ownRoom(desk.person, entry.id)).emit('lab', entry)
  io.to(guestRoom(desk.person, entry.id)).emit('lab', guestEntry(desk, entry))
}

/** Tells everybody who follows a lab, each by the name they know it by. */
export function tellLab<K extends About>(
  io: LabServer,
  desk: Desk,
  event: K,
  view: Parameters<ServerToClient[K]>[0] & { lab: string },
): void {
  const emit = (room: string, said: object) => io.to(room).emit(event, ...([said] as never))
  emit(ownRoom(desk.person, view.lab), view)
  emit(guestRoom(desk.person, view.lab), { ...view, lab: refOf(desk, view.lab) })
}
