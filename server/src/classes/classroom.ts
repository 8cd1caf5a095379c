import { EventEmitter } from 'node:events'
import { type ActivityEvent, type LearnerRow, type Me, type RosterView, localLearner } from '@contract/classroom'
import type { Language } from '@contract/lesson'
import type { Library } from '../content/library'
import { isEngineGone } from '../engine/engine'
import { LabError } from '../errors'
import { log } from '../log'
import type { Class } from '../store/classes'
import type { EventStore } from '../store/events'
import type { Classes } from './classes'
import type { WorkspaceEvent } from '../labs/events'
import type { Workspace } from '../labs/workspace'
import { type Dependencies, Workspaces } from '../labs/workspaces'
import { Limits, extensionMs } from './limits'
import type { Identity, People } from './people'
import { Teaching } from './teaching'
import { rowOf } from './learner-row'
import { classView } from './roster'

/** What an event says beside its kind. */
const words = (detail: unknown) =>
  (typeof detail === 'object' && detail !== null ? { ...detail } : {}) as Record<string, unknown>

/** Of what one person can have happen again and again so many of a kind are kept: nobody flushes a log. */
const mostOfKind = 50
/** What staff does by looking. It is written down, bounded, and apart from what they change. */
const looking = ['entered', 'lab.follow', 'lab.leave']
/** Most of what staff did that a log shows: of changes, and of looking. */
const shown = { changes: 200, looking: 100 }

/** What happens in a workspace and shows in the roster. */
const inRoster: WorkspaceEvent['kind'][] = ['lab', 'session', 'checks', 'company', 'person']

/** Milliseconds in which changes of a roster are gathered before it is sent. */
const gatherMs = 300

/** What somebody who joined gets: a login, the path of a personal link, and the class's language. */
interface Admission {
  login: string
  link: string
  language: Language
}

interface Events {
  /** A workspace was made: its labs' events can be sent on. */
  workspace: [Workspace]
  me: [person: string]
  roster: [ofClass: string]
}

/** Everybody's workspaces, the classes they belong to, and what holds for these: limits, help, messages, memory of what happened. */
export class Classroom extends EventEmitter<Events> {
  readonly workspaces: Workspaces
  readonly teaching: Teaching
  readonly library: Library
  private readonly limits: Limits
  private readonly gathering = new Set<string>()
  private joining: Promise<unknown> = Promise.resolve()

  constructor(
    dependencies: Dependencies,
    readonly classes: Classes,
    readonly people: People,
    readonly events: EventStore,
    /** Classes are held here. Otherwise there is one owner, who is no learner. */
    readonly held: boolean,
  ) {
    super()
    this.setMaxListeners(0)
    this.library = dependencies.library
    this.library.setMaxListeners(0)
    const only = (person: string) => this.classOf(person)?.labs ?? null
    this.workspaces = new Workspaces(dependencies, { wait: held }, only, (workspace) => this.restore(workspace))
    this.limits = new Limits(
      () => this.workspaces.open.values(),
      ({ person }) => this.classOf(person),
      () => this.teaching.endOverdue(),
      (error) => {
        // While the engine is away nothing can be ended: it is tried again.
        if (!isEngineGone(error)) log.error({ error: String(error) }, 'a lab could not be ended')
      },
    )
    this.teaching = new Teaching(this, this.limits)
  }

  async open(): Promise<void> {
    if (this.held) {
      await this.classes.open()
      await this.people.sweep()
    }
    await this.workspaces.adopt(this.held ? [] : [localLearner])
    if (this.held) this.limits.start()
  }

  /** The class that a learner is in; null for everybody else. */
  classOf(person: string): Class | null {
    return this.classes.ofPerson(person)
  }

  /** Restores what a person asked and was told, and subscribes to what happens in their workspace. */
  private async restore(workspace: Workspace): Promise<void> {
    const { person } = workspace
    const row = this.classOf(person)
    if (row) await this.recall(workspace, row)
    workspace.events.on('event', (event) => {
      if (event.kind === 'activity') void this.remember(person, event.activity, { lab: event.lab, ...event.detail })
      else if (inRoster.includes(event.kind)) this.learnerChanged(person)
    })
    this.emit('workspace', workspace)
  }

  /** What the learner has asked and been told, from before a restart. */
  private async recall(workspace: Workspace, row: Class): Promise<void> {
    const about = { class: row.id, person: workspace.person }
    const [last] = await this.events.list({ ...about, kinds: ['help', 'helped'], limit: 1 })
    if (last?.kind === 'help') workspace.help = { at: last.at, text: String(words(last.detail)['text'] ?? '') }
    const said = await this.events.list({ ...about, kinds: ['message', 'message.read'] })
    const read = said.findIndex(({ kind }) => kind === 'message.read')
    const unread = (read < 0 ? said : said.slice(0, read)).reverse()
    workspace.messages = unread.map(({ id, at, detail }) => ({
      id,
      at,
      from: String(words(detail)['from'] ?? ''),
      text: String(words(detail)['text'] ?? ''),
    }))
  }

  /** Keeps what happened to a learner. Resolves when that is kept, or could not be. */
  async remember(person: string, kind: string, detail: object): Promise<void> {
    const row = this.classOf(person)
    if (row) await this.keep(row.id, person, kind, detail, null)
  }

  private async keep(
    ofClass: string | null,
    person: string | null,
    kind: string,
    detail: object,
    by: Pick<Identity, 'person' | 'name'> | null,
  ) {
    const said = { ...detail, ...(by && { from: by.name }) }
    const most = by === null || looking.includes(kind) ? mostOfKind : Infinity
    try {
      await this.events.add({ class: ofClass, person, by: by?.person ?? null, kind, detail: said }, most)
    } catch (error) {
      log.error({ kind, error: String(error) }, 'an event could not be kept')
    }
  }

  /** Keeps what staff did: in a class, or (null) beside all of them. Returns when that is kept. */
  async audit(
    by: Identity,
    ofClass: string | null,
    person: string | null,
    what: string,
    detail: object,
  ): Promise<void> {
    const row = ofClass ?? (person === null ? null : (this.classOf(person)?.id ?? null))
    await this.keep(row, person, what, detail, by)
  }

  /** What happened, newest first: of one learner, or (null) what staff did in a class and beside all of them. */
  async activity(ofClass: string, person: string | null): Promise<ActivityEvent[]> {
    const about = { class: ofClass, ...(person === null ? { general: true as const } : { person }) }
    const parts = await Promise.all([
      person === null ? [] : this.events.list({ ...about, done: false }),
      this.events.list({ ...about, done: true, except: looking, limit: shown.changes }),
      this.events.list({ ...about, done: true, kinds: looking, limit: shown.looking }),
    ])
    const rows = parts.flat().sort((one, other) => (one.id < other.id ? 1 : -1))
    return rows.map(({ id, at, person: about, kind, detail, by }) => ({
      id,
      at,
      person: about,
      by: by === null ? null : String(words(detail)['from'] ?? by),
      kind,
      detail: words(detail),
    }))
  }

  /** What the roster shows of a learner has changed. */
  private learnerChanged(person: string): void {
    const ofClass = this.classOf(person)
    if (ofClass) this.rosterChanged(ofClass.id)
  }

  /** What a person's own page shows of them has changed. */
  personChanged(person: string): void {
    this.emit('me', person)
  }

  /** What a roster shows has changed: it is sent soon. */
  rosterChanged(ofClass: string): void {
    if (this.gathering.has(ofClass)) return
    this.gathering.add(ofClass)
    setTimeout(() => {
      this.gathering.delete(ofClass)
      this.emit('roster', ofClass)
    }, gatherMs).unref()
  }

  /** The class as listed. */
  view(row: Class) {
    return classView(row, this.classes.of(row.id), this.workspaces.open)
  }

  async roster(ofClass: string): Promise<RosterView> {
    const row = this.classes.get(ofClass)
    const learners: LearnerRow[] = []
    for (const person of this.classes.of(ofClass)) learners.push(rowOf(person, await this.workspaces.of(person.id)))
    return { class: this.view(row), learners }
  }

  /** Whom a page belongs to, and what their class is. */
  async me(who: Identity): Promise<Me> {
    const row = this.classOf(who.person)
    const ofClass = row && { id: row.id, title: row.title, labs: row.labs, ends: row.ends, paused: row.paused }
    const { help, messages } = await this.workspaces.of(who.person)
    return { id: who.person, role: who.role, name: who.name, class: ofClass, help, messages }
  }

  /** Everybody of a class looks anew at what holds for them. */
  private classChanged(row: Class): void {
    for (const { id } of this.classes.of(row.id)) {
      this.personChanged(id)
      this.workspaces.open.get(id)?.catalogueChanged()
    }
    this.limits.look()
    this.rosterChanged(row.id)
  }

  /** Somebody new, by a class's code: one after the other, so that no name is taken twice and no place. */
  join(code: string, name: string): Promise<Admission> {
    const joining = this.joining.then(() => this.admit(code, name))
    this.joining = joining.catch(() => undefined)
    return joining
  }

  private async admit(code: string, name: string): Promise<Admission> {
    const row = this.classes.door(code, name)
    const { person, login, link } = await this.people.add('learner', name, row.id)
    await this.classes.reread(row.id)
    await this.remember(person.id, 'joined', {})
    this.rosterChanged(row.id)
    return { login, link, language: row.language }
  }

  /** Logs in whoever has this link, and keeps that they did; null: nobody has it. */
  async enter(link: string): Promise<string | null> {
    const entered = await this.people.enter(link)
    if (!entered) return null
    const { person, login } = entered
    if (person.role === 'learner') await this.remember(person.id, 'entered', {})
    else await this.keep(null, null, 'entered', {}, { person: person.id, name: person.name })
    return login
  }

  /** A new personal link for whoever asks; every other login of theirs ends. */
  async relink({ person, login }: Identity): Promise<string> {
    const link = await this.people.newLink(person, login)
    await this.remember(person, 'relinked', {})
    return link
  }

  async change(id: string, patch: Parameters<Classes['change']>[1]): Promise<Class> {
    const row = await this.classes.change(id, patch)
    this.classChanged(row)
    return row
  }

  /** Starts a lab. In a class everybody has one at a time, so that all find room. */
  startLab(workspace: Workspace, lab: string): void {
    const other = workspace.labs.all().find((running) => running.name !== lab && running.state !== 'failed')
    if (other && this.classOf(workspace.person)) throw new LabError('class.one', { lab: other.name })
    workspace.start(lab)
  }

  /** Gives a learner's lab more time. */
  extendLab(workspace: Workspace, lab: string): void {
    const row = this.classOf(workspace.person)
    const running = workspace.labs.running(lab)
    if (!row) return
    if (row.ends !== null && running.view.limit?.why === 'class') throw new LabError('class.ends')
    this.limits.extend(running, extensionMs)
  }

  async read(person: string): Promise<void> {
    ;(await this.workspaces.of(person)).messages = []
    await this.remember(person, 'message.read', {})
    this.personChanged(person)
  }

  /** Asks for help; null: no longer. */
  async help(person: string, text: string | null): Promise<void> {
    const workspace = await this.workspaces.of(person)
    workspace.help = text === null ? null : { at: Date.now(), text }
    await this.remember(person, text === null ? 'helped' : 'help', text === null ? {} : { text })
    this.personChanged(person)
    this.learnerChanged(person)
  }

  /** Ends what is over, and lets go of everything; labs go on running. */
  close(): void {
    this.limits.stop()
    this.workspaces.close()
    this.removeAllListeners()
  }
}
