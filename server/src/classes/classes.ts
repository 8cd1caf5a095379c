import type { ClassInput } from '@contract/classroom'
import type { Library } from '../content/library'
import { LabError } from '../errors'
import type { Class, ClassStore } from '../store/classes'
import type { PeopleStore, Person } from '../store/people'
import { makeCode, readCode } from './code'

const same = (a: string, b: string) => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase()

/** The classes of this server and who is in them: kept in the database, known here. */
export class Classes {
  private readonly rows = new Map<string, Class>()
  private readonly learners = new Map<string, Person[]>()
  private readonly byPerson = new Map<string, string>()

  constructor(
    private readonly store: ClassStore,
    private readonly people: PeopleStore,
    private readonly library: Library,
  ) {}

  async open(): Promise<void> {
    for (const row of await this.store.all()) {
      this.rows.set(row.id, row)
      await this.reread(row.id)
    }
  }

  all(): Class[] {
    return [...this.rows.values()].sort((a, b) => b.at - a.at)
  }

  /** Null: no such class. */
  find(id: string | null): Class | null {
    return (id !== null && this.rows.get(id)) || null
  }

  /** The class that a learner is in; null for everybody else. */
  ofPerson(person: string): Class | null {
    return this.find(this.byPerson.get(person) ?? null)
  }

  get(id: string): Class {
    const row = this.rows.get(id)
    if (!row) throw new LabError('class.unknown')
    return row
  }

  /** Everybody who ever joined, in order of arrival, those put out last. */
  of(id: string): Person[] {
    const all = this.learners.get(id) ?? []
    return [...all.filter(({ removed }) => removed === null), ...all.filter(({ removed }) => removed !== null)]
  }

  /** Reads anew who is in a class. */
  async reread(id: string): Promise<void> {
    const people = await this.people.ofClass(id)
    for (const person of this.learners.get(id) ?? []) this.byPerson.delete(person.id)
    for (const person of people) this.byPerson.set(person.id, id)
    this.learners.set(id, people)
  }

  async make(input: ClassInput): Promise<Class> {
    this.knownLabs(input.labs)
    return this.keep(await this.store.add({ ...input, code: makeCode() }))
  }

  /** Writes a change; refuses one to a class that is over. */
  async change(id: string, patch: Partial<Omit<Class, 'id' | 'at'>>): Promise<Class> {
    if (this.get(id).ended !== null) throw new LabError('class.over')
    if (patch.labs) this.knownLabs(patch.labs)
    return this.keep(await this.store.change(id, patch))
  }

  newCode(id: string): Promise<Class> {
    return this.change(id, { code: makeCode() })
  }

  private keep(row: Class): Class {
    this.rows.set(row.id, row)
    return row
  }

  private knownLabs(labs: string[]): void {
    for (const lab of labs) this.library.lab(lab)
  }

  /** The class that a code opens for somebody of that name; otherwise the error that says why it does not. */
  door(typed: string, name: string): Class {
    const row = this.all().find(({ code }) => code === readCode(typed))
    if (!row) throw new LabError('join.code')
    if (row.ended !== null) throw new LabError('join.over')
    if (!row.open) throw new LabError('join.closed')
    const inside = this.of(row.id).filter(({ removed }) => removed === null)
    if (inside.length >= row.capacity) throw new LabError('join.full', { most: row.capacity })
    if (inside.some((person) => same(person.name, name))) throw new LabError('join.name', { name })
    return row
  }
}
