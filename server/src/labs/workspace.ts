import { type Help, type Message, localLearner } from '@contract/classroom'
import type { LabEntry } from '@contract/view'
import type { FaultAct } from '@contract/fault'
import type { FollowedLab } from '@contract/requests/labs'
import type { Library } from '../content/library'
import type { Engine } from '../engine/engine'
import { log } from '../log'
import type { ProgressStore, TimedProgress } from '../store/progress'
import { Capacity } from './capacity'
import { WorkspaceEvents } from './events'
import { Followers } from './followers'
import { Lessons } from './lessons'
import { Lifecycle } from './lifecycle'
import { Listing } from './listing'
import { Presence } from './presence'
import { LearnerProgress } from './progress'
import type { RunningLab } from './running-lab'
import type { RunningLabs } from './running-labs'
import { recordTimeline } from './timeline'
import { Watchers } from './watchers'

/** Milliseconds in which a page that is being reloaded is back: the load goes on meanwhile. */
const reloadMs = 15_000

interface WorkspaceOptions {
  person?: string
  /** Shared by everybody who uses the same engine. */
  capacity?: Capacity
  /** Labs that the person may open; null: all. */
  only?: () => string[] | null
}

/** One person's labs, as they are read, run and remembered. */
export class Workspace {
  readonly person: string
  readonly events = new WorkspaceEvents()
  /** Who else looks at the person's labs. */
  readonly watchers = new Watchers()
  /** What the person asks the instructor for; null: nothing. */
  help: Help | null = null
  /** Messages that the person has not read yet. */
  messages: Message[] = []
  readonly presence = new Presence()
  readonly labs: RunningLabs
  readonly lessons: Lessons
  readonly listing: Listing
  /** For what looks after all workspaces; everybody else has the methods here. */
  readonly lifecycle: Lifecycle
  private readonly followers = new Followers()
  private readonly progress: LearnerProgress

  constructor(
    readonly library: Library,
    engine: () => Promise<Engine>,
    store: ProgressStore,
    { person = localLearner, capacity = new Capacity(engine), only = () => null }: WorkspaceOptions = {},
  ) {
    this.person = person
    this.progress = new LearnerProgress(store, person)
    this.progress.on('finished', (lab, step) => {
      this.events.remember(lab, 'finished', { step })
      this.changed(lab)
    })
    this.lifecycle = new Lifecycle(engine, library, { learner: person, capacity })
    const { labs } = this.lifecycle
    this.labs = labs
    const fault = this.fault.bind(this)
    this.lessons = new Lessons(library, labs, this.progress, this.presence, this.events, fault)
    this.listing = new Listing(library, labs, this.progress, only, engine, capacity)
    labs.on('added', (lab) => this.begin(lab))
    labs.on('session', (lab, session) => {
      this.events.show('session', { lab, session })
      this.catalogueChanged()
      if (session === null) this.lessons.end(lab)
    })
    this.watchers.on('change', (lab) => this.events.show('company', this.watchers.view(lab)))
    library.on('changed', this.edited)
  }

  /** The list of labs is made anew: for instance after the person's class was changed. */
  catalogueChanged(): void {
    this.events.tell({ kind: 'catalogue' })
  }

  private changed(lab: string): void {
    this.events.show('lab', { lab, entry: this.listing.entry(lab) })
    this.catalogueChanged()
  }

  private readonly edited = (id: string): void => {
    const loaded = this.library.all().find((candidate) => candidate.id === id)
    if (!loaded) return this.catalogueChanged()
    if (loaded.lab) this.lessons.find(id)?.update(loaded.lab)
    this.changed(id)
  }

  /** Reads anew what is kept of the person. */
  async reload(): Promise<void> {
    await this.progress.load()
    this.catalogueChanged()
  }

  /** How far the person is, by lab. */
  get reached(): ReadonlyMap<string, TimedProgress> {
    return this.progress.all
  }

  private begin(lab: RunningLab): void {
    const { name: id, states, traffic } = lab
    const content = this.library.all().find((candidate) => candidate.id === id)?.lab
    lab.on('shell', (view) => this.events.show('shell', view))
    states.on('state', (node, state) => this.events.show('state', { lab: id, node, state }))
    states.look(this.followers.anybody(id))
    traffic.on('view', (view) => this.events.show('traffic', view))
    if (!content) return // adopted from a lesson that is gone: it can still be stopped
    recordTimeline(lab, content.spec.network.vips)
    this.lessons.begin(lab, content, this.followers.owner(id))
  }

  /** Starts a lab. How it goes on, events tell. */
  start(lab: string): void {
    const { whole } = this.lifecycle.start(lab)
    if (this.listing.started(lab)) this.changed(lab)
    this.events.remember(lab, 'started', {})
    whole.catch((error: unknown) => log.info({ lab, error: String(error) }, 'start failed'))
  }

  /** Stops a lab that its owner no longer wants. Returns when nothing of it is left. */
  stop(lab: string): Promise<void> {
    return this.lifecycle.stop(lab)
  }

  /** Ends a lab that its owner did not end: the page says why until it is started again. */
  async end(lab: string, why: NonNullable<LabEntry['ended']>['why']): Promise<void> {
    if (!this.labs.get(lab)) return
    await this.lifecycle.stop(lab)
    this.listing.ended(lab, why)
    this.events.remember(lab, 'ended', { why })
    this.changed(lab)
  }

  /** Does something to a node from outside. */
  async fault(lab: string, node: string, act: FaultAct): Promise<void> {
    await this.lifecycle.fault(lab, node, act)
    this.events.remember(lab, 'fault', { node, act })
  }

  /** Fresh nodes: of the whole lab, of one node, or as they were when a step began. */
  async reset(
    lab: string,
    what: { scope: 'lab' } | { scope: 'node'; node: string } | { scope: 'step'; step: string },
  ): Promise<void> {
    const lesson = this.lessons.of(lab)
    this.events.remember(lab, 'reset', what)
    lesson.unsolve()
    await this.lifecycle.reset(lab, what.scope === 'node' ? [what.node] : undefined)
    if (what.scope === 'node') return
    lesson.forget(what.scope === 'step' ? what.step : undefined)
    if (what.scope === 'step') await lesson.playUpTo(what.step)
    else await this.lessons.enter(lab, this.library.lab(lab).steps[0]?.id ?? '')
  }

  /** What of a lab's run a window that opens it must know. */
  run(lab: string): Omit<FollowedLab, 'entry'> {
    const running = this.labs.get(lab)
    const lesson = this.lessons.find(lab)
    const shells = [...(running?.shells.values() ?? [])].map(({ view }) => view)
    const states = [...(running?.states.now ?? [])].map(([node, state]) => ({ lab, node, state }))
    const traffic = running?.traffic.view() ?? null
    return { checks: lesson?.checks ?? null, blocks: lesson?.blocks ?? [], shells, states, traffic }
  }

  /**
   * A window opens a lab (1) or leaves it (-1). Nodes are observed while anybody has the lab open. What runs in them by itself
   * (checks, the load) does so for the owner's windows alone: a guest who looks changes nothing.
   */
  follow(lab: string, by: 1 | -1, whose: 'own' | 'guest' = 'own'): void {
    this.followers.change(lab, by, whose)
    const running = this.labs.get(lab)
    running?.states.look(this.followers.anybody(lab))
    if (!running || whose === 'guest') return
    const on = this.followers.owner(lab)
    if (!on) setTimeout(() => this.followers.owner(lab) || running.traffic.stop(), reloadMs).unref()
    this.lessons.find(lab)?.watch(on)
  }

  /** A window of this person was opened, or closed. */
  window(id: string, open: boolean): void {
    this.presence.window(id, open)
    this.events.tell({ kind: 'person' })
  }

  /** Something was typed or clicked. */
  acts(): void {
    if (this.presence.acts()) this.events.tell({ kind: 'person' })
  }

  /** The engine is away. */
  engineLost(): void {
    this.lifecycle.power.engineLost()
    this.catalogueChanged()
  }

  /** Nodes can be asked again: lists and checks are made anew. */
  lookAgain(): void {
    this.lessons.lookAgain()
    this.catalogueChanged()
  }

  /** Lets go of everything; labs go on running. */
  close(): void {
    this.lessons.close()
    this.labs.dispose()
    this.library.off('changed', this.edited)
    this.events.removeAllListeners()
  }
}
