import { createHash, randomBytes } from 'node:crypto'
import type { Role } from '@contract/classroom'
import { localLearner } from '@contract/classroom'
import { LabError } from '../errors'
import type { LoginStore } from '../store/logins'
import type { PeopleStore, Person } from '../store/people'

/** Somebody who was let in. */
export interface Identity {
  person: string
  role: Role
  name: string
  /** A learner's class. */
  class: string | null
  /** When the login ends; null: never. */
  expires: number | null
}

/** Whoever runs the server for themselves. */
export const owner: Identity = { person: localLearner, role: 'owner', name: '', class: null, expires: null }

/** Milliseconds for which a browser stays logged in. */
export const loginTime = 30 * 86_400_000

const secret = () => randomBytes(24).toString('base64url')
const hash = (token: string) => createHash('sha256').update(token).digest('hex')
const path = (token: string) => `/enter?token=${token}`

/** Who is who: links and logins. Of either only the hash is kept, so that the database lets nobody in. */
export class People {
  constructor(
    readonly store: PeopleStore,
    private readonly logins: LoginStore,
  ) {}

  /** Whom a browser's login belongs to; null: nobody, nobody any more, or somebody who was put out. */
  async who(login: string): Promise<Identity | null> {
    const found = await this.logins.find(hash(login), Date.now())
    const person = found && (await this.store.get(found.person))
    if (!found || !person || person.removed !== null) return null
    return { person: person.id, role: person.role, name: person.name, class: person.class, expires: found.expires }
  }

  /** Logs in whoever has this link; null: the link is none of ours, or its owner was put out. */
  async enter(link: string): Promise<{ login: string; person: Person } | null> {
    const person = await this.store.byLink(hash(link))
    if (!person || person.removed !== null) return null
    return { login: await this.login(person.id), person }
  }

  private async login(person: string): Promise<string> {
    const login = secret()
    await this.logins.add({ token: hash(login), person, expires: Date.now() + loginTime })
    return login
  }

  /** Lets somebody new in: their login, and the path of their personal link. */
  async add(
    role: Exclude<Role, 'owner'>,
    name: string,
    ofClass: string | null,
  ): Promise<{ person: Person; login: string; link: string }> {
    const link = secret()
    const person = await this.store.add({ class: ofClass, role, name, link: hash(link) })
    return { person, login: await this.login(person.id), link: path(link) }
  }

  /** Instructors and observers who may come in. */
  async staff(): Promise<Person[]> {
    return (await this.store.staff()).filter(({ removed }) => removed === null)
  }

  /** Invites staff: the path of their link. */
  async invite(role: 'instructor' | 'observer', name: string): Promise<string> {
    const link = secret()
    await this.store.add({ class: null, role, name, link: hash(link) })
    return path(link)
  }

  /** A new personal link; the one before stops working. */
  async newLink(person: string): Promise<string> {
    const link = secret()
    await this.store.relink(person, hash(link))
    return path(link)
  }

  /** Forgets logins that have expired. */
  async sweep(): Promise<void> {
    await this.logins.sweep(Date.now())
  }

  /** Ends one browser's login. */
  async leave(login: string): Promise<void> {
    await this.logins.revoke(hash(login))
  }

  /** Puts somebody out: no login of theirs and no link works, until they are let in again. */
  async remove(person: string): Promise<void> {
    await this.store.remove(person)
    await this.logins.revokeAll(person)
  }

  /** A person of that class, or the error that says there is none. */
  async inClass(ofClass: string, id: string): Promise<Person> {
    const person = await this.store.get(id)
    if (person?.class !== ofClass)
      throw new LabError('person.unknown', 'This class has no such learner', 'Reload the page', { person: id })
    return person
  }
}
