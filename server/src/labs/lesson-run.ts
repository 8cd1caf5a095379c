import { EventEmitter } from 'node:events'
import type { FaultAct } from '@contract/fault'
import type { BlockSegment, BlockView, ChecksView } from '@contract/view'
import { LiveChecks } from '../check/live'
import { playBlock } from '../check/play'
import type { Lab, Step } from '../content/lab'
import { LabError } from '../errors'
import { log } from '../log'
import type { RunningLab } from './running-lab'

/**
 * A learner's way through the lesson of a running lab: which step, which blocks were run, which checks are green.
 * Emits `block` and `checks` for the page, `passed` and `finished` for keeping.
 */
export class LessonRun extends EventEmitter<{
  block: [BlockView]
  checks: [ChecksView]
  passed: [step: string, check: string]
  finished: [step: string]
}> {
  private readonly played = new Map<string, BlockView>()
  private live: LiveChecks | null = null
  private step: Step | null = null
  private solver: AbortController | null = null
  private solved: Promise<void> = Promise.resolve()
  private watched = true

  constructor(
    private readonly lab: RunningLab,
    private content: Lab,
    private readonly fault: (node: string, act: FaultAct) => Promise<void>,
  ) {
    super()
    lab.on('settled', () => this.live?.acts())
  }

  get blocks(): BlockView[] {
    return [...this.played.values()]
  }

  get checks(): ChecksView | null {
    return this.step && this.live ? { lab: this.content.id, step: this.step.id, checks: this.live.view } : null
  }

  /** The lesson was edited: checks begin anew with its new text. */
  update(content: Lab): void {
    this.content = content
    const step = this.step && content.steps.find(({ id }) => id === this.step?.id)
    if (step) this.enter(step.id, true)
  }

  private find(id: string): Step {
    const step = this.content.steps.find((candidate) => candidate.id === id)
    if (!step) throw new LabError('step.unknown', { lab: this.content.id, step: id })
    return step
  }

  /** The learner works on this step: its checks run until another is entered. */
  enter(id: string, anew = false): ChecksView | null {
    if (this.step?.id === id && this.live && !anew) return this.checks
    this.live?.stop()
    const step = (this.step = this.find(id))
    const shown = step.blocks.filter(({ hidden }) => !hidden).map((block) => `${id}/${block.id}`)
    const allPlayed = () =>
      shown.length > 0 &&
      shown.length === step.blocks.length &&
      shown.every((key) => ['ran', 'written', 'failed'].includes(this.played.get(key)?.state ?? ''))
    const live = (this.live = new LiveChecks(this.lab.nodes, step.checks, allPlayed))
    live.on('change', () => this.emit('checks', { lab: this.content.id, step: id, checks: live.view }))
    live.on('passed', (check) => this.emit('passed', id, check))
    live.on('done', () => this.emit('finished', id))
    live.watch(this.watched)
    live.start()
    this.lab.atStep(id)
    return this.checks
  }

  /** Whether anybody has the lab open; checks rest while nobody has. */
  watch(on: boolean): void {
    this.watched = on
    this.live?.watch(on)
  }

  /** Nodes can be asked again: checks look soon. */
  lookAgain(): void {
    this.live?.poke()
  }

  private stage() {
    const { lab, fault } = this
    return { nodes: lab.nodes, fault, shell: (node: string) => lab.shell(`${node}/1`) }
  }

  private async play(step: Step, block: BlockSegment): Promise<boolean> {
    const key = `${step.id}/${block.id}`
    const base = { lab: this.content.id, step: step.id, block: block.id }
    let failed: BlockView | null = null
    const tell = (view: BlockView) => {
      this.played.set(key, view)
      this.emit('block', view)
    }
    const told = (state: BlockView['state'], node: string, status?: number, shell?: string) => {
      const view = { ...base, state, node, ...(status !== undefined && { status }), ...(shell && { shell }) }
      if (state === 'failed') failed ??= view
      if (state === 'queued' || state === 'running') return tell(view)
      // On several nodes it is done when it is on the last, and what failed on one is said then.
      if (node === block.nodes.at(-1)) tell(failed ?? view)
    }
    try {
      return await playBlock(this.stage(), block, told)
    } catch (error) {
      tell({ ...base, state: 'cancelled', node: block.nodes[0] ?? '' })
      this.played.delete(key)
      throw error
    } finally {
      this.live?.acts()
    }
  }

  /** Runs one block in its nodes' terminals. Gives the terminals at once, `block` events tell the rest; a fault it awaits, so that a refusal is told. */
  async run(stepId: string, blockId: string): Promise<string[]> {
    const step = this.find(stepId)
    const block = step.blocks.find(({ id }) => id === blockId)
    if (!block) throw new LabError('block.unknown', { step: stepId, block: blockId })
    if (block.type !== 'fault')
      for (const name of block.nodes)
        if (this.lab.node(name).state === 'off') throw new LabError('node.off', { node: name })
    if (block.type === 'fault') {
      await this.play(step, block)
      return []
    }
    this.play(step, block).catch((error: unknown) =>
      log.info({ block: blockId, error: String(error) }, 'block was not run'),
    )
    return block.type === 'run' ? block.nodes.map((name) => this.lab.shell(`${name}/1`).id) : []
  }

  /** Plays all blocks of a step, visibly, until its end, a failure, or `unsolve`. */
  solve(stepId: string): Promise<void> {
    return this.playAll([this.find(stepId)], stepId, true)
  }

  private playAll(steps: Step[], shown: string, untilFailure: boolean): Promise<void> {
    if (this.solver && !this.solver.signal.aborted) throw new LabError('solve.busy')
    const before = this.solved
    const solver = (this.solver = new AbortController())
    return (this.solved = (async () => {
      // One that was stopped may still be in its last block; its failure was told where it was asked for.
      await before.catch(() => undefined)
      await this.playEach(steps, shown, untilFailure, solver)
    })())
  }

  private async playEach(steps: Step[], shown: string, untilFailure: boolean, solver: AbortController): Promise<void> {
    this.lab.solving(shown)
    try {
      for (const step of steps)
        for (const block of step.blocks) {
          if (solver.signal.aborted) return
          if (!(await this.play(step, block)) && untilFailure) return
        }
    } finally {
      if (this.solver === solver) this.solver = null
      this.lab.solving(null)
    }
  }

  unsolve(): void {
    this.solver?.abort()
    for (const shell of this.lab.shells.values()) shell.cancel()
  }

  /** Plays every step before this one: what a reset of the step begins with. */
  async playUpTo(stepId: string): Promise<void> {
    const until = this.content.steps.findIndex(({ id }) => id === stepId)
    await this.playAll(this.content.steps.slice(0, until), stepId, false)
  }

  /** Forgets which blocks were run, in all steps or from one on. */
  forget(fromStep?: string): void {
    const from = fromStep ? this.content.steps.findIndex(({ id }) => id === fromStep) : 0
    const gone = new Set(this.content.steps.slice(from).map(({ id }) => id))
    for (const [key, view] of this.played) if (gone.has(view.step)) this.played.delete(key)
    if (this.step) this.enter(this.step.id, true)
  }

  stop(): void {
    this.unsolve()
    this.live?.stop()
    this.removeAllListeners()
  }
}
