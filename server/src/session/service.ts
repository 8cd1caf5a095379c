import { EventEmitter } from 'node:events'
import type { BlockView, CatalogueView, ChecksView, LabEntry, SessionView, ShellView, StateEvent } from '@contract/view'
import type { TrafficView } from '@contract/traffic'
import type { Problem } from '@contract/problem'
import type { Results } from '@contract/socket'
import type { Library } from '../content/library'
import type { Engine } from '../engine/engine'
import { engineError } from '../engine/engine'
import { findSessions } from '../engine/survey'
import { LabError, toProblem } from '../errors'
import { log } from '../log'
import type { Progress, ProgressStore } from '../store/progress'
import { localLearner } from '../store/progress'
import { markHappenings } from './marks'
import { entryOf } from './entry'
import { LessonRun } from './lesson'
import type { Session } from './session'
import { Sessions, labMemory } from './sessions'

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
}

/** What the page talks to: labs as they are read, run and remembered. */
export class Service extends EventEmitter<Events> {
  readonly sessions: Sessions
  private readonly lessons = new Map<Session, LessonRun>()
  private progress = new Map<string, Progress>()
  private followers = new Map<string, number>()

  constructor(
    readonly library: Library,
    private readonly engine: () => Promise<Engine>,
    private readonly store: ProgressStore,
  ) {
    super()
    this.sessions = new Sessions(engine, library)
    this.sessions.on('added', (session) => this.begin(session))
    this.sessions.on('session', (lab, session) => {
      this.emit('session', { lab, session })
      this.emit('catalogue')
    })
    library.on('changed', (lab) => this.edited(lab))
  }

  async open(): Promise<void> {
    this.progress = await this.store.of(localLearner)
    this.library.watch()
    await this.sessions.adopt(true)
  }

  private begin(session: Session): void {
    const lab = this.library.all().find(({ id }) => id === session.lab)?.lab
    session.on('shell', (view) => this.emit('shell', view))
    session.states.on('state', (node, state) => this.emit('state', { lab: session.lab, node, state }))
    session.states.look(this.followed(session.lab))
    session.traffic.on('view', (view) => this.emit('traffic', view))
    if (!lab) return // adopted from a lesson that is gone: it can still be stopped
    markHappenings(session, lab.spec.network.vips)
    const lesson = new LessonRun(session, lab, (node, act) => this.sessions.fault(lab.id, node, act))
    this.lessons.set(session, lesson)
    lesson.on('checks', (view) => this.emit('checks', view))
    lesson.on('block', (view) => this.emit('block', view))
    lesson.on('passed', (step, check) => {
      session.traffic.mark({ at: Date.now(), kind: 'check', what: check })
      this.keep(this.store.passed(localLearner, lab.id, step, check))
    })
    lesson.on('finished', (step) => void this.finished(lab.id, step))
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

  private keep(write: Promise<void>): void {
    write.catch((error: unknown) => log.error({ error: String(error) }, 'progress could not be kept'))
  }

  private progressOf(lab: string): Progress {
    const progress = this.progress.get(lab) ?? { finished: new Set(), place: null }
    this.progress.set(lab, progress)
    return progress
  }

  private place(lab: string): string {
    const steps = this.library.lab(lab).steps
    const place = this.progressOf(lab).place
    return steps.find(({ id }) => id === place)?.id ?? steps[0]?.id ?? ''
  }

  private async finished(lab: string, step: string): Promise<void> {
    const { finished } = this.progressOf(lab)
    if (finished.has(step)) return
    try {
      await this.store.finished(localLearner, lab, step)
      finished.add(step)
      this.changed(lab)
    } catch (error) {
      log.error({ error: String(error) }, 'progress could not be kept')
    }
  }

  private changed(lab: string): void {
    this.emit('entry', this.entry(lab))
    this.emit('catalogue')
  }

  private edited(id: string): void {
    const loaded = this.library.all().find((candidate) => candidate.id === id)
    if (!loaded) return void this.emit('catalogue')
    const session = this.sessions.get(id)
    if (session && loaded.lab) this.lessons.get(session)?.update(loaded.lab)
    this.changed(id)
  }

  /** The lab as the page lists it. */
  entry(id: string): LabEntry {
    const { loaded, findings } = this.library.report(id)
    return entryOf(loaded, findings, this.progressOf(id), this.sessions.get(id)?.view ?? null)
  }

  async catalogue(): Promise<CatalogueView> {
    return { labs: this.library.all().map(({ id }) => this.entry(id)), machine: await this.machine() }
  }

  private async machine(): Promise<CatalogueView['machine']> {
    let problem: Problem | null = null
    try {
      const engine = await this.engine()
      const taken = labMemory((await findSessions(engine)).flatMap(({ nodes }) => nodes.map(({ spec }) => spec)))
      const largest = Math.max(
        1,
        ...this.library.all().flatMap(({ lab }) => (lab ? labMemory(Object.values(lab.spec.nodes)) : [])),
      )
      return {
        problem,
        ownKernel: engine.architecture === 'x86_64',
        room: Math.max(0, Math.floor((engine.memory * 0.9 - taken) / largest)),
      }
    } catch (error) {
      problem = toProblem(engineError(error, 'asking the engine'))
      return { problem, ownKernel: false, room: 0 }
    }
  }

  /** The lesson of a running lab. */
  lesson(lab: string): LessonRun {
    const session = this.sessions.running(lab)
    const lesson = this.lessons.get(session)
    if (!lesson)
      throw new LabError('lab.gone', `The lesson of the running lab '${lab}' is gone`, `npx lvs-lab stop ${lab}`, {
        lab,
      })
    return lesson
  }

  /** The learner works on this step now; kept as the place to resume at, whether the lab runs or not. */
  async enter(lab: string, step: string): Promise<ChecksView | null> {
    this.library.step(lab, step)
    await this.store.place(localLearner, lab, step)
    this.progressOf(lab).place = step
    this.emit('catalogue')
    const session = this.sessions.get(lab)
    return session?.state === 'running' ? this.lesson(lab).enter(step) : null
  }

  private followed(lab: string): boolean {
    return (this.followers.get(lab) ?? 0) > 0
  }

  /** Checks run, and nodes are looked at, only while somebody has the lab open. */
  follow(lab: string, by: 1 | -1): void {
    const count = Math.max(0, (this.followers.get(lab) ?? 0) + by)
    this.followers.set(lab, count)
    const session = this.sessions.get(lab)
    session?.states.look(count > 0)
    if (session && count === 0) setTimeout(() => this.followed(lab) || session.traffic.stop(), reloadTime).unref()
    if (session) this.lessons.get(session)?.watch(count > 0)
  }

  /** What of a lab's run a window that opens it must know. */
  run(lab: string): Omit<Results['lab.follow'], 'entry'> {
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
    this.library.close()
    this.removeAllListeners()
  }
}
