import { EventEmitter } from 'node:events'
import { localLearner } from '@contract/classroom'
import type { Help, Message } from '@contract/classroom'
import type { CatalogueView, ChecksView, LabEntry, SessionView } from '@contract/view'
import type { FaultAct } from '@contract/fault'
import type { FollowedLab } from '@contract/requests/labs'
import type { Library } from '../content/library'
import type { Engine } from '../engine/engine'
import { LabError } from '../errors'
import { log } from '../log'
import type { ProgressStore, TimedProgress } from '../store/progress'
import { Attempts } from './attempts'
import { Capacity } from './capacity'
import type { ActivityKind, LabViews, ViewEvent, WorkspaceEvent } from './events'
import { Followers } from './followers'
import { recordTimeline } from './timeline'
import { entryOf } from './entry'
import { LessonRun } from './lesson-run'
import { Lifecycle } from './lifecycle'
import { machineFor } from './machine'
import { Presence } from './presence'
import { LearnerProgress } from './progress'
import type { RunningLab } from './running-lab'
import { Watchers } from './watchers'

/** Milliseconds in which a page that is being reloaded is back: the load goes on meanwhile. */
const reloadMs = 15_000

export interface WorkspaceOptions {
  person?: string
  /** Shared by everybody who uses the same engine. */
  capacity?: Capacity
  /** Labs that the person may open; null: all. */
  only?: () => string[] | null
}

/** One person's labs, as they are read, run and remembered. Everything that happens in them comes as one stream, `event`. */
export class Workspace extends EventEmitter<{ event: [WorkspaceEvent] }> {
  readonly person: string
  /** Who else looks at the person's labs. */
  readonly watchers = new Watchers()
  /** What the person asks the instructor for; null: nothing. */
  help: Help | null = null
  /** Messages that the person has not read yet. */
  messages: Message[] = []
  readonly presence = new Presence()
  readonly attempts = new Attempts()
  /** For what looks after all workspaces; everybody else has the methods here. */
  readonly lifecycle: Lifecycle
  private readonly followers = new Followers()
  private readonly lessons = new Map<RunningLab, LessonRun>()
  private readonly progress: LearnerProgress
  private readonly capacity: Capacity
  private readonly only: () => string[] | null
  private readonly ends = new Map<string, NonNullable<LabEntry['ended']>>()

  constructor(
    readonly library: Library,
    private readonly engine: () => Promise<Engine>,
    store: ProgressStore,
    { person = localLearner, capacity = new Capacity(engine), only = () => null }: WorkspaceOptions = {},
  ) {
    super()
    this.person = person
    this.capacity = capacity
    this.only = only
    this.progress = new LearnerProgress(store, person)
    this.progress.on('finished', (lab, step) => {
      this.remember(lab, 'finished', { step })
      this.changed(lab)
    })
    this.lifecycle = new Lifecycle(engine, library, { learner: person, capacity })
    this.lifecycle.on('added', (lab) => this.begin(lab))
    this.lifecycle.on('session', (lab, session) => {
      this.show('session', { lab, session })
      this.catalogueChanged()
    })
    this.watchers.on('change', (lab) => this.show('company', this.watchers.view(lab)))
    library.on('changed', this.edited)
  }

  private tell(event: WorkspaceEvent): void {
    this.emit('event', event)
  }

  private show<Kind extends keyof LabViews>(kind: Kind, view: LabViews[Kind]): void {
    this.tell({ kind, view } as ViewEvent)
  }

  private remember(lab: string, activity: ActivityKind, detail: Record<string, unknown>): void {
    this.tell({ kind: 'activity', lab, activity, detail })
  }

  /** The list of labs is made anew: for instance after the person's class was changed. */
  catalogueChanged(): void {
    this.tell({ kind: 'catalogue' })
  }

  /** Reads anew what is kept of the person. */
  async reload(): Promise<void> {
    await this.progress.load()
    this.catalogueChanged()
  }

  private begin(running: RunningLab): void {
    const lab = this.library.all().find(({ id }) => id === running.lab)?.lab
    running.on('shell', (view) => this.show('shell', view))
    running.states.on('state', (node, state) => this.show('state', { lab: running.lab, node, state }))
    running.states.look(this.followers.anybody(running.lab))
    running.traffic.on('view', (view) => this.show('traffic', view))
    if (!lab) return // adopted from a lesson that is gone: it can still be stopped
    recordTimeline(running, lab.spec.network.vips)
    const lesson = new LessonRun(running, lab, (node, act) => this.fault(lab.id, node, act))
    this.lessons.set(running, lesson)
    lesson.on('checks', (view) => {
      for (const check of this.attempts.judge(view, this.presence.acted ?? 0))
        this.remember(lab.id, 'failed', { step: view.step, check })
      this.show('checks', view)
    })
    lesson.on('block', (view) => this.show('block', view))
    lesson.on('passed', (step, check) => {
      running.traffic.mark({ at: Date.now(), kind: 'check', what: check })
      this.progress.passed(lab.id, step, check)
      this.remember(lab.id, 'passed', { step, check })
    })
    lesson.on('finished', (step) => this.progress.finished(lab.id, step))
    lesson.watch(this.followers.owner(running.lab))
    running.on('view', () => {
      // The step's checks begin by themselves once the lab runs: also after a restart of the server.
      if (running.state === 'running' && !lesson.checks) lesson.enter(this.place(lab.id))
    })
    const ended = (id: string, view: SessionView | null) => {
      if (id !== running.lab || view !== null) return
      lesson.stop()
      this.lessons.delete(running)
      this.lifecycle.off('session', ended)
    }
    this.lifecycle.on('session', ended)
  }

  private place(lab: string): string {
    const steps = this.library.lab(lab).steps
    const place = this.progress.of(lab).place
    return steps.find(({ id }) => id === place)?.id ?? steps[0]?.id ?? ''
  }

  private changed(lab: string): void {
    this.show('lab', { lab, entry: this.entry(lab) })
    this.catalogueChanged()
  }

  private readonly edited = (id: string): void => {
    const loaded = this.library.all().find((candidate) => candidate.id === id)
    if (!loaded) return this.catalogueChanged()
    const running = this.find(id)
    if (running && loaded.lab) this.lessons.get(running)?.update(loaded.lab)
    this.changed(id)
  }

  // The labs that run.

  /** Labs that run, start or stop, and those that have failed. */
  get runningLabs(): RunningLab[] {
    return this.lifecycle.all()
  }

  find(lab: string): RunningLab | undefined {
    return this.lifecycle.get(lab)
  }

  /** The running lab, or the error that says it is not running. */
  running(lab: string): RunningLab {
    return this.lifecycle.running(lab)
  }

  /** The lesson of a running lab. */
  lesson(lab: string): LessonRun {
    const lesson = this.lessons.get(this.running(lab))
    if (!lesson) throw new LabError('lab.gone', { lab })
    return lesson
  }

  /** Starts a lab. How it goes on, events tell. */
  start(lab: string): void {
    const { whole } = this.lifecycle.start(lab)
    if (this.ends.delete(lab)) this.changed(lab)
    this.remember(lab, 'started', {})
    whole.catch((error: unknown) => log.info({ lab, error: String(error) }, 'start failed'))
  }

  /** Stops a lab that its owner no longer wants. Returns when nothing of it is left. */
  stop(lab: string): Promise<void> {
    return this.lifecycle.stop(lab)
  }

  /** Ends a lab that its owner did not end: the page says why until it is started again. */
  async end(lab: string, why: NonNullable<LabEntry['ended']>['why']): Promise<void> {
    if (!this.find(lab)) return
    await this.lifecycle.stop(lab)
    this.ends.set(lab, { at: Date.now(), why })
    this.remember(lab, 'ended', { why })
    this.changed(lab)
  }

  /** Does something to a node from outside. */
  async fault(lab: string, node: string, act: FaultAct): Promise<void> {
    await this.lifecycle.fault(lab, node, act)
    this.remember(lab, 'fault', { node, act })
  }

  /** Fresh nodes: of the whole lab, of one node, or as they were when a step began. */
  async reset(
    lab: string,
    what: { scope: 'lab' } | { scope: 'node'; node: string } | { scope: 'step'; step: string },
  ): Promise<void> {
    const lesson = this.lesson(lab)
    this.remember(lab, 'reset', what)
    lesson.unsolve()
    await this.lifecycle.reset(lab, what.scope === 'node' ? [what.node] : undefined)
    if (what.scope === 'node') return
    lesson.forget(what.scope === 'step' ? what.step : undefined)
    if (what.scope === 'step') await lesson.playUpTo(what.step)
    else await this.enter(lab, this.library.lab(lab).steps[0]?.id ?? '')
  }

  // The lesson.

  /** The person works on this step now; kept as the place to resume at, whether the lab runs or not. */
  async enter(lab: string, step: string): Promise<ChecksView | null> {
    this.library.step(lab, step)
    await this.progress.enter(lab, step)
    this.catalogueChanged()
    return this.find(lab)?.state === 'running' ? this.lesson(lab).enter(step) : null
  }

  async solve(lab: string, step: string): Promise<void> {
    this.remember(lab, 'solved', { step })
    await this.lesson(lab).solve(step)
  }

  /** Plays the steps before this one: a fresh lab is then where the person was. */
  async replay(lab: string, step: string): Promise<void> {
    this.library.step(lab, step)
    this.remember(lab, 'replayed', { step })
    await this.lesson(lab).playUpTo(step)
  }

  /** Counts a step as done, whatever its checks say. Returns when that is kept. */
  count(lab: string, step: string): Promise<void> {
    this.library.step(lab, step)
    return this.progress.count(lab, step)
  }

  /** The person has read a check's hint. A hint that the page does not show is none. */
  hintOpened(lab: string, step: string, check: string): void {
    const view = this.run(lab).checks
    const shown = view?.step === step && view.checks.find(({ id }) => id === check)?.hint
    if (!shown || !this.attempts.hintOpened(lab, step, check)) return
    this.tell({ kind: 'person' })
    this.remember(lab, 'hint', { step, check })
  }

  /** How far the person is, by lab. */
  get reached(): ReadonlyMap<string, TimedProgress> {
    return this.progress.all
  }

  // What the page shows.

  /** Whether the person may open it. */
  allows(lab: string): boolean {
    return this.only()?.includes(lab) ?? true
  }

  private labs() {
    return this.library.all().filter(({ id }) => this.allows(id))
  }

  /** The error for a lab that the person may not have: `lab.unknown`, with those that they may. */
  unknown(lab: string): LabError {
    const labs = this.labs().map(({ id }) => id)
    return new LabError('lab.unknown', { lab, labs: labs.join(', ') })
  }

  /** The lab as the page lists it. */
  entry(id: string): LabEntry {
    const { loaded, findings } = this.library.report(id)
    const entry = entryOf(loaded, findings, this.progress.of(id), this.find(id)?.view ?? null)
    const ended = this.ends.get(id)
    return ended ? { ...entry, ended } : entry
  }

  async catalogue(): Promise<CatalogueView> {
    return {
      labs: this.labs().map(({ id }) => this.entry(id)),
      machine: await machineFor(this.labs(), this.engine, this.capacity),
    }
  }

  /** What of a lab's run a window that opens it must know. */
  run(lab: string): Omit<FollowedLab, 'entry'> {
    const running = this.find(lab)
    const lesson = running && this.lessons.get(running)
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
    const running = this.find(lab)
    running?.states.look(this.followers.anybody(lab))
    if (!running || whose === 'guest') return
    const on = this.followers.owner(lab)
    if (!on) setTimeout(() => this.followers.owner(lab) || running.traffic.stop(), reloadMs).unref()
    this.lessons.get(running)?.watch(on)
  }

  // The person.

  /** A window of this person was opened, or closed. */
  window(id: string, open: boolean): void {
    this.presence.window(id, open)
    this.tell({ kind: 'person' })
  }

  /** Something was typed or clicked. */
  acts(): void {
    if (this.presence.acts()) this.tell({ kind: 'person' })
  }

  // The engine.

  /** The engine is away. */
  engineLost(): void {
    this.lifecycle.engineLost()
    this.catalogueChanged()
  }

  /** Nodes can be asked again: lists and checks are made anew. */
  lookAgain(): void {
    for (const lesson of this.lessons.values()) lesson.lookAgain()
    this.catalogueChanged()
  }

  /** Lets go of everything; labs go on running. */
  close(): void {
    for (const lesson of this.lessons.values()) lesson.stop()
    this.lifecycle.dispose()
    this.library.off('changed', this.edited)
    this.removeAllListeners()
  }
}
