import { EventEmitter } from 'node:events'
import { localLearner } from '@contract/classroom'
import type { BlockView, CatalogueView, ChecksView, LabEntry, SessionView, ShellView, StateEvent } from '@contract/view'
import type { TrafficView } from '@contract/traffic'
import type { FaultAct } from '@contract/fault'
import type { FollowedLab } from '@contract/requests/labs'
import type { Library } from '../content/library'
import type { Engine } from '../engine/engine'
import { LabError } from '../errors'
import { log } from '../log'
import type { ProgressStore, TimedProgress } from '../store/progress'
import { Capacity } from './capacity'
import { recordTimeline } from './timeline'
import { entryOf } from './entry'
import { LessonRun } from './lesson-run'
import { machineFor } from './machine'
import { LearnerProgress } from './progress'
import type { RunningLab } from './running-lab'
import { Lifecycle } from './lifecycle'

/** Milliseconds in which a page that is being reloaded is back: the load goes on meanwhile. */
const reloadTime = 15_000

interface Events {
  entry: [LabEntry]
  session: [{ lab: string; session: SessionView | null }]
  checks: [ChecksView]
  block: [BlockView]
  shell: [ShellView]
  state: [StateEvent]
  traffic: [TrafficView]
  catalogue: []
  /** Something was done in the lab, or came about, that is worth remembering. */
  happened: [lab: string, kind: ActivityKind, detail: Record<string, unknown>]
}

export type ActivityKind = 'started' | 'ended' | 'passed' | 'finished' | 'solved' | 'reset' | 'fault' | 'replayed'

export interface ServiceOptions {
  learner?: string
  /** Shared by everybody who uses the same engine. */
  capacity?: Capacity
  /** Labs that the learner may open; null: all. */
  only?: () => string[] | null
}

/** What a learner's page talks to: labs as they are read, run and remembered. */
export class Service extends EventEmitter<Events> {
  readonly sessions: Lifecycle
  private readonly lessons = new Map<RunningLab, LessonRun>()
  private readonly progress: LearnerProgress
  private readonly capacity: Capacity
  private readonly only: () => string[] | null
  private readonly ends = new Map<string, NonNullable<LabEntry['ended']>>()
  /** By lab, how many windows have it open: the learner's own, and others'. */
  private readonly followers = { own: new Map<string, number>(), guest: new Map<string, number>() }

  constructor(
    readonly library: Library,
    private readonly engine: () => Promise<Engine>,
    store: ProgressStore,
    { learner = localLearner, capacity = new Capacity(engine), only = () => null }: ServiceOptions = {},
  ) {
    super()
    this.progress = new LearnerProgress(store, learner)
    this.progress.on('finished', (lab, step) => {
      this.emit('happened', lab, 'finished', { step })
      this.changed(lab)
    })
    this.capacity = capacity
    this.only = only
    this.sessions = new Lifecycle(engine, library, { learner, capacity })
    this.sessions.on('added', (session) => this.begin(session))
    this.sessions.on('session', (lab, session) => {
      this.emit('session', { lab, session })
      this.emit('catalogue')
    })
    library.on('changed', this.edited)
  }

  async open(): Promise<void> {
    await this.reload()
    await this.sessions.adopt(true)
  }

  /** Reads anew what is kept of the learner. */
  async reload(): Promise<void> {
    await this.progress.load()
    this.emit('catalogue')
  }

  private begin(session: RunningLab): void {
    const lab = this.library.all().find(({ id }) => id === session.lab)?.lab
    session.on('shell', (view) => this.emit('shell', view))
    session.states.on('state', (node, state) => this.emit('state', { lab: session.lab, node, state }))
    session.states.look(this.lookedAt(session.lab))
    session.traffic.on('view', (view) => this.emit('traffic', view))
    if (!lab) return // adopted from a lesson that is gone: it can still be stopped
    recordTimeline(session, lab.spec.network.vips)
    const lesson = new LessonRun(session, lab, (node, act) => this.fault(lab.id, node, act))
    this.lessons.set(session, lesson)
    lesson.on('checks', (view) => this.emit('checks', view))
    lesson.on('block', (view) => this.emit('block', view))
    lesson.on('passed', (step, check) => {
      session.traffic.mark({ at: Date.now(), kind: 'check', what: check })
      this.progress.passed(lab.id, step, check)
      this.emit('happened', lab.id, 'passed', { step, check })
    })
    lesson.on('finished', (step) => this.progress.finished(lab.id, step))
    lesson.watch(this.followed(session.lab))
    session.on('view', () => {
      // The step's checks begin by themselves once the lab runs: also after a restart of the server.
      if (session.state === 'running' && !lesson.checks) lesson.enter(this.place(lab.id))
    })
    const ended = (id: string, view: SessionView | null) => {
      if (id !== session.lab || view !== null) return
      lesson.stop()
      this.lessons.delete(session)
      this.sessions.off('session', ended)
    }
    this.sessions.on('session', ended)
  }

  private place(lab: string): string {
    const steps = this.library.lab(lab).steps
    const place = this.progress.of(lab).place
    return steps.find(({ id }) => id === place)?.id ?? steps[0]?.id ?? ''
  }

  /** Counts a step as done, whatever its checks say. Returns when that is kept. */
  count(lab: string, step: string): Promise<void> {
    this.library.step(lab, step)
    return this.progress.count(lab, step)
  }

  private changed(lab: string): void {
    this.emit('entry', this.entry(lab))
    this.emit('catalogue')
  }

  private readonly edited = (id: string): void => {
    const loaded = this.library.all().find((candidate) => candidate.id === id)
    if (!loaded) return void this.emit('catalogue')
    const session = this.sessions.get(id)
    if (session && loaded.lab) this.lessons.get(session)?.update(loaded.lab)
    this.changed(id)
  }

  /** How far the learner is, by lab. */
  get reached(): ReadonlyMap<string, TimedProgress> {
    return this.progress.all
  }

  /** Whether the learner may open it. */
  allows(lab: string): boolean {
    return this.only()?.includes(lab) ?? true
  }

  /** The lab as the page lists it. */
  entry(id: string): LabEntry {
    const { loaded, findings } = this.library.report(id)
    const entry = entryOf(loaded, findings, this.progress.of(id), this.sessions.get(id)?.view ?? null)
    const ended = this.ends.get(id)
    return ended ? { ...entry, ended } : entry
  }

  async catalogue(): Promise<CatalogueView> {
    return {
      labs: this.labs().map(({ id }) => this.entry(id)),
      machine: await machineFor(this.labs(), this.engine, this.capacity),
    }
  }

  private labs() {
    return this.library.all().filter(({ id }) => this.allows(id))
  }

  /** The error for a lab that its learner may not have: `lab.unknown`, with those that they may. */
  unknown(lab: string): LabError {
    const labs = this.labs().map(({ id }) => id)
    return new LabError('lab.unknown', { lab, labs: labs.join(', ') })
  }

  /** Starts a lab. How it goes on, the session's own events tell. */
  start(lab: string): void {
    const { whole } = this.sessions.start(lab)
    if (this.ends.delete(lab)) this.changed(lab)
    this.emit('happened', lab, 'started', {})
    whole.catch((error: unknown) => log.info({ lab, error: String(error) }, 'start failed'))
  }

  /** Ends a lab that the learner did not end: its page says why until it is started again. */
  async end(lab: string, why: NonNullable<LabEntry['ended']>['why']): Promise<void> {
    if (!this.sessions.get(lab)) return
    await this.sessions.stop(lab)
    this.ends.set(lab, { at: Date.now(), why })
    this.emit('happened', lab, 'ended', { why })
    this.changed(lab)
  }

  /** Does something to a node from outside. */
  async fault(lab: string, node: string, act: FaultAct): Promise<void> {
    await this.sessions.fault(lab, node, act)
    this.emit('happened', lab, 'fault', { node, act })
  }

  async solve(lab: string, step: string): Promise<void> {
    this.emit('happened', lab, 'solved', { step })
    await this.lesson(lab).solve(step)
  }

  /** Plays the steps before this one: a fresh lab is then where the learner was. */
  async replay(lab: string, step: string): Promise<void> {
    this.library.step(lab, step)
    this.emit('happened', lab, 'replayed', { step })
    await this.lesson(lab).playUpTo(step)
  }

  /** The lesson of a running lab. */
  lesson(lab: string): LessonRun {
    const session = this.sessions.running(lab)
    const lesson = this.lessons.get(session)
    if (!lesson) throw new LabError('lab.gone', { lab })
    return lesson
  }

  /** The learner works on this step now; kept as the place to resume at, whether the lab runs or not. */
  async enter(lab: string, step: string): Promise<ChecksView | null> {
    this.library.step(lab, step)
    await this.progress.enter(lab, step)
    this.emit('catalogue')
    const session = this.sessions.get(lab)
    return session?.state === 'running' ? this.lesson(lab).enter(step) : null
  }

  private followed(lab: string): boolean {
    return (this.followers.own.get(lab) ?? 0) > 0
  }

  private lookedAt(lab: string): boolean {
    return this.followed(lab) || (this.followers.guest.get(lab) ?? 0) > 0
  }

  /**
   * Nodes are looked at while anybody has the lab open. What runs in them by itself (checks, the load) does so for the
   * learner's own windows alone: a guest who looks changes nothing.
   */
  follow(lab: string, by: 1 | -1, whose: 'own' | 'guest' = 'own'): void {
    const followers = this.followers[whose]
    followers.set(lab, Math.max(0, (followers.get(lab) ?? 0) + by))
    const session = this.sessions.get(lab)
    session?.states.look(this.lookedAt(lab))
    if (!session || whose === 'guest') return
    const on = this.followed(lab)
    if (!on) setTimeout(() => this.followed(lab) || session.traffic.stop(), reloadTime).unref()
    this.lessons.get(session)?.watch(on)
  }

  /** Nodes can be asked again: lists and checks are made anew. */
  lookAgain(): void {
    for (const lesson of this.lessons.values()) lesson.lookAgain()
    this.emit('catalogue')
  }

  /** What of a lab's run a window that opens it must know. */
  run(lab: string): Omit<FollowedLab, 'entry'> {
    const session = this.sessions.get(lab)
    const lesson = session && this.lessons.get(session)
    const shells = [...(session?.shells.values() ?? [])].map(({ view }) => view)
    const states = [...(session?.states.now ?? [])].map(([node, state]) => ({ lab, node, state }))
    const traffic = session?.traffic.view() ?? null
    return { checks: lesson?.checks ?? null, blocks: lesson?.blocks ?? [], shells, states, traffic }
  }

  /** Fresh nodes: of the whole lab, of one node, or as they were when a step began. */
  async reset(
    lab: string,
    what: { scope: 'lab' } | { scope: 'node'; node: string } | { scope: 'step'; step: string },
  ): Promise<void> {
    const lesson = this.lesson(lab)
    this.emit('happened', lab, 'reset', what)
    lesson.unsolve()
    await this.sessions.reset(lab, what.scope === 'node' ? [what.node] : undefined)
    if (what.scope === 'node') return
    lesson.forget(what.scope === 'step' ? what.step : undefined)
    if (what.scope === 'step') await lesson.playUpTo(what.step)
    else await this.enter(lab, this.library.lab(lab).steps[0]?.id ?? '')
  }

  close(): void {
    for (const lesson of this.lessons.values()) lesson.stop()
    this.sessions.dispose()
    this.library.off('changed', this.edited)
    this.removeAllListeners()
  }
}
