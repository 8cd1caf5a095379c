import { createHash, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { type Role, localLearner } from '@contract/classroom'
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
  /** Which of their logins this is: its hash. */
  login: string
  /** When the login ends; null: never. */
  expires: number | null
}

/** Whoever runs the server for themselves: on however many browsers, they have one login, which is the token. */
export const owner: Identity = {
  person: localLearner,
  role: 'owner',
  name: '',
  class: null,
  login: 'owner',
  expires: null,
}

/** Milliseconds for which a browser stays logged in. */
export const loginTimeMs = 30 * 86_400_000

const secret = () => randomBytes(24).toString('base64url')
const hash = (token: string) => createHash('sha256').update(token).digest('hex')
const path = (token: string) => `/enter?token=${token}`

interface Events {
  /** One login has ended. */
  left: [login: string]
  /** Every login of a person has ended, but for one where it is named. */
  out: [person: string, but: string | null]
}

/**
 * Who is who: links and logins. Of either only the hash is kept, so that the database lets nobody in. Whoever holds a window
 * open for a login listens here for its end, which is told once it is kept.
 */
export class People extends EventEmitter<Events> {
  constructor(
    readonly store: PeopleStore,
    private readonly logins: LoginStore,
  ) {
    super()
  }

  /** Whom a browser's login belongs to; null: nobody, nobody any more, or somebody who was put out. */
  async who(login: string): Promise<Identity | null> {
    const token = hash(login)
    const found = await this.logins.find(token, Date.now())
    const person = found && (await this.store.get(found.person))
    if (!found || !person || person.removed !== null) return null
    const { id, role, name, class: ofClass } = person
    return { person: id, role, name, class: ofClass, login: token, expires: found.expires }
  }

  /** Logs in whoever has this link; null: the link is none of ours, or its owner was put out. */
  async enter(link: string): Promise<{ login: string; person: Person } | null> {
    const login = secret()
    const person = await this.store.enter(hash(link), { token: hash(login), expires: Date.now() + loginTimeMs })
    return person && { login, person }
  }

  /** Lets somebody new in: their login, and the path of their personal link. */
  async add(
    role: Exclude<Role, 'owner'>,
    name: string,
    ofClass: string | null,
  ): Promise<{ person: Person; login: string; link: string }> {
    const link = secret()
    const person = await this.store.add({ class: ofClass, role, name, link: hash(link) })
    const login = secret()
    await this.logins.add({ token: hash(login), person: person.id, expires: Date.now() + loginTimeMs })
    return { person, login, link: path(link) }
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

  /** A new personal link; the one before stops working, and every login ends, but for `but` where it is named. */
  async newLink(person: string, but: string | null): Promise<string> {
    const link = secret()
    await this.store.relink(person, hash(link), but)
    this.emit('out', person, but)
    return path(link)
  }

  /** Forgets logins that have expired. */
  async sweep(): Promise<void> {
    await this.logins.sweep(Date.now())
  }

  /** Ends one login; that of the owner, whose token stays, in the sense that every window has to show it again. */
  async leave({ login }: Identity): Promise<void> {
    await this.logins.revoke(login)
    this.emit('left', login)
  }

  /** Puts somebody out: no login of theirs and no link works, until they are let in again. */
  async remove(person: string): Promise<void> {
    await this.store.remove(person)
    this.emit('out', person, null)
  }

  /** A person of that class, or the error that says there is none. */
  async inClass(ofClass: string, id: string): Promise<Person> {
    const person = await this.store.get(id)
    if (person?.class !== ofClass) throw new LabError('person.unknown')
    return person
  }
}
