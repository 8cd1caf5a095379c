import type { FaultAct } from '@contract/fault'
import type { ChecksView } from '@contract/view'
import type { Lab } from '../content/lab'
import type { Library } from '../content/library'
import { LabError } from '../errors'
import { Attempts } from './attempts'
import type { WorkspaceEvents } from './events'
import { LessonRun } from './lesson-run'
import type { Presence } from './presence'
import type { LearnerProgress } from './progress'
import type { RunningLab } from './running-lab'
import type { RunningLabs } from './running-labs'

/** One person's way through the lessons of their labs. */
export class Lessons {
  readonly attempts = new Attempts()
  private readonly runs = new Map<string, LessonRun>()

  constructor(
    private readonly library: Library,
    private readonly labs: RunningLabs,
    private readonly progress: LearnerProgress,
    private readonly presence: Presence,
    private readonly events: WorkspaceEvents,
    private readonly fault: (lab: string, node: string, act: FaultAct) => Promise<void>,
  ) {}

  /** A lab starts, or was taken over. Its first checks begin once it runs. */
  begin(lab: RunningLab, content: Lab, watched: boolean): void {
    const { id } = content
    const run = new LessonRun(lab, content, (node, act) => this.fault(id, node, act))
    this.runs.set(id, run)
    run.on('checks', (view) => {
      for (const check of this.attempts.judge(view, this.presence.acted ?? 0))
        this.events.remember(id, 'failed', { step: view.step, check })
      this.events.show('checks', view)
    })
    run.on('block', (view) => this.events.show('block', view))
    run.on('passed', (step, check) => {
      lab.traffic.mark({ at: Date.now(), kind: 'check', what: check })
      this.progress.passed(id, step, check)
      this.events.remember(id, 'passed', { step, check })
    })
    run.on('finished', (step) => this.progress.finished(id, step))
    run.watch(watched)
    lab.on('view', () => {
      // The step's checks begin by themselves once the lab runs: also after a restart of the server.
      if (lab.state === 'running' && !run.checks) run.enter(this.place(id))
    })
  }

  /** The lab is gone. */
  end(lab: string): void {
    this.runs.get(lab)?.stop()
    this.runs.delete(lab)
  }

  /** The lesson of a lab that starts, runs or stops. */
  find(lab: string): LessonRun | undefined {
    return this.runs.get(lab)
  }

  /** The lesson of a running lab. */
  of(lab: string): LessonRun {
    this.labs.running(lab)
    const run = this.runs.get(lab)
    if (!run) throw new LabError('lab.gone', { lab })
    return run
  }

  private place(lab: string): string {
    const steps = this.library.lab(lab).steps
    const place = this.progress.of(lab).place
    return steps.find(({ id }) => id === place)?.id ?? steps[0]?.id ?? ''
  }

  /** The person works on this step now; kept as the place to resume at, whether the lab runs or not. */
  async enter(lab: string, step: string): Promise<ChecksView | null> {
    this.library.step(lab, step)
    await this.progress.enter(lab, step)
    this.events.tell({ kind: 'catalogue' })
    return this.labs.get(lab)?.state === 'running' ? this.of(lab).enter(step) : null
  }

  async solve(lab: string, step: string): Promise<void> {
    this.events.remember(lab, 'solved', { step })
    await this.of(lab).solve(step)
  }

  /** Plays the steps before this one: a fresh lab is then where the person was. */
  async replay(lab: string, step: string): Promise<void> {
    this.library.step(lab, step)
    this.events.remember(lab, 'replayed', { step })
    await this.of(lab).playUpTo(step)
  }

  /** Counts a step as done, whatever its checks say. Returns when that is kept. */
  count(lab: string, step: string): Promise<void> {
    this.library.step(lab, step)
    return this.progress.count(lab, step)
  }

  /** The person has read a check's hint. A hint that the page does not show is none. */
  hintOpened(lab: string, step: string, check: string): void {
    const view = this.find(lab)?.checks
    const shown = view?.step === step && view.checks.find(({ id }) => id === check)?.hint
    if (!shown || !this.attempts.hintOpened(lab, step, check)) return
    this.events.tell({ kind: 'person' })
    this.events.remember(lab, 'hint', { step, check })
  }

  /** Nodes can be asked again: checks look soon. */
  lookAgain(): void {
    for (const run of this.runs.values()) run.lookAgain()
  }

  /** Lets go of every lesson. */
  close(): void {
    for (const run of this.runs.values()) run.stop()
  }
}
