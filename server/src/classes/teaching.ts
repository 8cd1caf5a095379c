import type { Message } from '@contract/classroom'
import { LabError } from '../errors'
import { log } from '../log'
import type { Class } from '../store/classes'
import type { Person } from '../store/people'
import type { Workspaces } from '../labs/workspaces'
import type { EventStore } from '../store/events'
import type { Classes } from './classes'
import { type Limits, extensionMs } from './limits'
import type { Identity, People } from './people'

/** What these actions need of the classroom. */
interface Room {
  readonly classes: Classes
  readonly people: People
  readonly events: EventStore
  readonly workspaces: Workspaces
  change(id: string, patch: Parameters<Classes['change']>[1]): Promise<Class>
  rosterChanged(ofClass: string): void
  personChanged(person: string): void
}

/** What an instructor does to a whole class, or to who is in it. */
export class Teaching {
  constructor(
    private readonly room: Room,
    private readonly limits: Limits,
  ) {}

  /** Everybody of a class who was not put out. */
  private inside(ofClass: string): Person[] {
    return this.room.classes.of(ofClass).filter(({ removed }) => removed === null)
  }

  private *running(ofClass: string) {
    for (const { id } of this.inside(ofClass)) {
      const workspace = this.room.workspaces.open.get(id)
      for (const running of workspace?.labs.all() ?? [])
        if (workspace && running.state === 'running') yield { workspace, running }
    }
  }

  async all(ofClass: string, what: 'pause' | 'resume' | 'extend' | 'stop'): Promise<void> {
    const row = this.room.classes.get(ofClass)
    if (what === 'stop') await this.stopAll(ofClass, 'instructor')
    if (what === 'extend') {
      if (row.ends !== null) await this.room.change(ofClass, { ends: row.ends + extensionMs })
      for (const { running } of this.running(ofClass)) this.limits.extend(running, extensionMs)
    }
    if (what === 'pause' && row.paused === null) await this.room.change(ofClass, { paused: Date.now() })
    if (what === 'resume' && row.paused !== null) {
      const lasted = Date.now() - row.paused
      for (const { running } of this.running(ofClass)) this.limits.extend(running, lasted)
      await this.room.change(ofClass, { paused: null, ...(row.ends !== null && { ends: row.ends + lasted }) })
    }
  }

  private async stopAll(ofClass: string, why: 'class' | 'instructor'): Promise<void> {
    const ends = async (id: string) => {
      const workspace = this.room.workspaces.open.get(id)
      await Promise.all((workspace?.labs.all() ?? []).map(({ name }) => workspace?.end(name, why) ?? Promise.resolve()))
    }
    await Promise.all(this.inside(ofClass).map(({ id }) => ends(id)))
  }

  /** Ends classes whose time is over. */
  async endOverdue(): Promise<void> {
    for (const { id, ends, ended } of this.room.classes.all())
      if (ends !== null && ends <= Date.now() && ended === null) await this.end(id)
  }

  /** Ends a class for good. */
  async end(id: string): Promise<Class> {
    const row = await this.room.change(id, { ended: Date.now(), open: false, paused: null })
    await this.stopAll(id, 'class')
    return row
  }

  /** Does something about a step for everybody (whose lab runs); gives the number of learners it was done for. */
  async step(ofClass: string, lab: string, step: string, what: 'solve' | 'reset' | 'count'): Promise<number> {
    if (what === 'count') {
      for (const { id } of this.inside(ofClass)) await (await this.room.workspaces.of(id)).lessons.count(lab, step)
      return this.inside(ofClass).length
    }
    const there = [...this.running(ofClass)].filter(({ running }) => running.name === lab)
    for (const { workspace } of there) {
      const done = what === 'solve' ? workspace.lessons.solve(lab, step) : workspace.reset(lab, { scope: 'step', step })
      done.catch((error: unknown) => log.info({ person: workspace.person, step, error: String(error) }, `no ${what}`))
    }
    return there.length
  }

  async message(ofClass: string, to: string | null, text: string, by: Identity): Promise<void> {
    const people = to === null ? this.inside(ofClass) : [await this.room.people.inClass(ofClass, to)]
    for (const { id } of people) {
      const kept = await this.room.events.add({
        class: ofClass,
        person: id,
        by: by.person,
        kind: 'message',
        detail: { text, from: by.name },
      })
      const message: Message = { id: kept.id, at: kept.at, from: by.name, text }
      const workspace = await this.room.workspaces.of(id)
      workspace.messages = [...workspace.messages, message]
      this.room.personChanged(id)
    }
  }

  async remove(ofClass: string, person: string): Promise<void> {
    await this.room.people.inClass(ofClass, person)
    await this.room.people.remove(person)
    await this.room.classes.reread(ofClass)
    const workspace = this.room.workspaces.open.get(person)
    for (const { name } of workspace?.labs.all() ?? []) await workspace?.end(name, 'instructor')
    this.room.rosterChanged(ofClass)
  }

  /** Puts an instructor or observer out for good. */
  async dismiss(id: string, by: Identity): Promise<void> {
    if (id === by.person) throw new LabError('person.self')
    if (!(await this.room.people.staff()).some((person) => person.id === id)) throw new LabError('person.unknown')
    await this.room.people.remove(id)
  }

  async readmit(ofClass: string, person: string): Promise<void> {
    await this.room.people.inClass(ofClass, person)
    await this.room.people.store.readmit(person)
    await this.room.classes.reread(ofClass)
    this.room.rosterChanged(ofClass)
  }

  /** Two entries of the same human become one. */
  async merge(ofClass: string, from: string, into: string): Promise<void> {
    if (from === into) throw new LabError('person.same')
    for (const id of [from, into]) await this.room.people.inClass(ofClass, id)
    try {
      // Out for good before the workspace is cleared: somebody who comes in meanwhile would have another one.
      await this.room.people.remove(from)
      await this.room.workspaces.clear(from)
      await this.room.people.store.merge(from, into)
    } finally {
      await this.room.classes.reread(ofClass)
      this.room.rosterChanged(ofClass)
    }
    await (await this.room.workspaces.of(into)).reload()
    this.room.personChanged(into)
  }
}
