import { EventEmitter } from 'node:events'
import type { Watchers as WatchersView, Role } from '@contract/classroom'
import { LabError } from '../errors'

/** Somebody who looks at another's labs. */
interface Watcher {
  person: string
  role: Role
  name: string
}

interface Guest {
  lab: string
  who: Watcher
  part: boolean
}

/** Who else looks at a learner's labs, by window, and who of them types too. */
export class Watchers extends EventEmitter<{ change: [lab: string] }> {
  private readonly guests = new Map<string, Guest[]>()

  private all(): Guest[] {
    return [...this.guests.values()].flat()
  }

  private guest(window: string, lab: string): Guest | undefined {
    return this.guests.get(window)?.find((guest) => guest.lab === lab)
  }

  comes(window: string, lab: string, who: Watcher): void {
    if (this.guest(window, lab)) return
    this.guests.set(window, [...(this.guests.get(window) ?? []), { lab, who, part: false }])
    this.emit('change', lab)
  }

  goes(window: string, lab: string): void {
    const left = (this.guests.get(window) ?? []).filter((guest) => guest.lab !== lab)
    if (left.length > 0) this.guests.set(window, left)
    else this.guests.delete(window)
    this.emit('change', lab)
  }

  /** Refuses (`company.untold`) a window of which the learner has not been told. */
  admit(window: string, lab: string): void {
    if (!this.guest(window, lab)) throw new LabError('company.untold')
  }

  /** A guest types too, or no longer. */
  setTypesAlong(window: string, lab: string, part: boolean): void {
    this.admit(window, lab)
    const guest = this.guest(window, lab)
    if (!guest || guest.part === part) return
    guest.part = part
    this.emit('change', lab)
  }

  /** The learner wants to be alone again: nobody else types. */
  end(lab: string): void {
    for (const guest of this.all()) if (guest.lab === lab) guest.part = false
    this.emit('change', lab)
  }

  mayType(window: string, lab: string): boolean {
    return this.guest(window, lab)?.part ?? false
  }

  /** As the learner is told: each person once. */
  view(lab: string): WatchersView {
    const people = new Map<string, WatchersView['people'][number]>()
    for (const { lab: at, who, part } of this.all()) {
      if (at !== lab) continue
      const known = people.get(who.person)
      people.set(who.person, { id: who.person, name: who.name, role: who.role, part: part || (known?.part ?? false) })
    }
    return { lab, people: [...people.values()] }
  }

  /** Names of those who type along in any lab. */
  get helpers(): string[] {
    return [...new Set(this.all().flatMap(({ who, part }) => (part ? who.name : [])))]
  }
}
