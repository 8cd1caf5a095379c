import { setTimeout as sleep } from 'node:timers/promises'
import type { CheckSpec, MistakeSpec } from '@contract/lesson'
import type { Lab, Step } from '../content/lab'
import { toProblem } from '../errors'
import type { Stage } from './play'
import { playBlockWithin } from './play'
import type { Nodes, Outcome } from './run'
import { runCheck } from './run'

/** One thing that a verification proves, and whether it held. */
export interface Point {
  lab: string
  step: string
  /** `before`: a check fails on the untouched step. `already`: it holds there, as it says. `play`: its blocks run and its checks pass. `mistake`: a mistake is caught. */
  kind: 'before' | 'already' | 'play' | 'mistake'
  name: string
  ok: boolean
  /** Why not, in one line. */
  reason?: string
  /** What was on the screens when it failed. */
  transcript?: string
  /** Milliseconds. */
  took: number
}

/** What each kind of point says, in words. */
export const meaning: Record<Point['kind'], (name: string) => string> = {
  before: (name) => `${name} fails untouched`,
  already: (name) => `${name} holds untouched`,
  play: () => 'played, all checks pass',
  mistake: (name) => `mistake ${name} is caught`,
}

export interface VerifyStage extends Stage {
  /** Text of every terminal used, for the transcript of what failed. */
  screens(): Promise<string>
}

export interface VerifyOptions {
  mistakes: boolean
  /** What is being done now. */
  doing(text: string): void
  /** Each point as it is settled. */
  settled(point: Point): void
  signal?: AbortSignal
}

/** Milliseconds that a played step's checks may take to turn green: slowest are health checks and elections. */
const greenWithin = 40_000
const pollEvery = 300

const describe = (check: CheckSpec, outcome: Outcome) =>
  outcome.kind === 'error'
    ? `${check.id} could not run: ${outcome.problem.message}`
    : `${check.id} ${outcome.kind}: ${outcome.found || 'printed nothing'}`

/** Runs checks until all pass or the time is over; returns what still does not pass. */
async function untilGreen(nodes: Nodes, checks: CheckSpec[], within: number): Promise<string[]> {
  const end = Date.now() + within
  let open = checks
  for (;;) {
    const failing: string[] = []
    const left: CheckSpec[] = []
    for (const check of open) {
      const outcome = await runCheck(nodes, check, false)
      if (outcome.kind === 'passed') continue
      left.push(check)
      failing.push(describe(check, outcome))
    }
    // Green one after the other is not green: all of them once more, in one round.
    if (left.length === 0 && open.length === checks.length) return []
    if (Date.now() > end) return failing
    open = left.length === 0 ? checks : left
    if (left.length > 0) await sleep(pollEvery)
  }
}

/** Runs a check until it fails with the hint named, or the time is over; returns why it was not caught. */
async function untilCaught(nodes: Nodes, check: CheckSpec, { hint, within }: MistakeSpec): Promise<string | null> {
  const end = Date.now() + within * 1000
  for (;;) {
    const outcome = await runCheck(nodes, check)
    if (outcome.kind === 'failed' && outcome.hint.id === hint) return null
    if (Date.now() > end) {
      if (outcome.kind === 'passed') return `${check.id} still passes: ${outcome.found || 'printed nothing'}`
      if (outcome.kind === 'failed')
        return `${check.id} fails, but shows the hint '${outcome.hint.id}' and not '${hint}'`
      return describe(check, outcome)
    }
    await sleep(pollEvery)
  }
}

class StepVerifier {
  readonly points: Point[] = []

  constructor(
    private readonly lab: Lab,
    private readonly step: Step,
    private readonly stage: VerifyStage,
    private readonly options: VerifyOptions,
  ) {}

  private async point(kind: Point['kind'], name: string, prove: () => Promise<string | null>): Promise<boolean> {
    this.options.signal?.throwIfAborted()
    this.options.doing(`${this.step.id}: ${meaning[kind](name)}`)
    const began = performance.now()
    const reason = await prove().catch((error: unknown) => toProblem(error).message)
    this.options.signal?.throwIfAborted()
    const took = Math.round(performance.now() - began)
    const base = { lab: this.lab.id, step: this.step.id, kind, name, took }
    const point: Point =
      reason === null ? { ...base, ok: true } : { ...base, ok: false, reason, transcript: await this.stage.screens() }
    this.points.push(point)
    this.options.settled(point)
    return point.ok
  }

  private async before(): Promise<void> {
    for (const check of this.step.checks)
      await this.point(check.already ? 'already' : 'before', check.id, async () => {
        const outcome = await runCheck(this.stage.nodes, check, false)
        const wanted = check.already ? 'passed' : 'failed'
        if (outcome.kind === wanted) return null
        return outcome.kind === 'error'
          ? describe(check, outcome)
          : `${check.id} ${outcome.kind} before the step was played: ${outcome.found || 'printed nothing'}`
      })
  }

  private async blocks(): Promise<string | null> {
    for (const block of this.step.blocks) {
      let failed: string | null = null
      await playBlockWithin(this.stage, block, (state, node, status) => {
        if (state === 'failed') failed = `block ${block.id} on ${node} ended with status ${status}`
      })
      if (failed) return failed
    }
    return null
  }

  private play(): Promise<boolean> {
    return this.point('play', this.step.id, async () => {
      const failed = await this.blocks()
      if (failed) return failed
      const red = await untilGreen(this.stage.nodes, this.step.checks, greenWithin)
      return red.length > 0 ? `after the step was played: ${red.join('; ')}` : null
    })
  }

  private async heal(mistake: MistakeSpec): Promise<string | null> {
    const node = this.stage.nodes.get(mistake.node)
    if (mistake.heal && node) {
      const { status, stderr } = await node.job(mistake.heal, { timeout: 60_000 })
      if (status !== 0) return `heal ended with status ${status}: ${stderr.trim()}`
    } else {
      const failed = await this.blocks()
      if (failed) return `healing by playing the step again: ${failed}`
    }
    const red = await untilGreen(this.stage.nodes, this.step.checks, mistake.within * 1000 + 10_000)
    return red.length > 0 ? `not healed: ${red.join('; ')}` : null
  }

  private async mistake(mistake: MistakeSpec): Promise<string | null> {
    const node = this.stage.nodes.get(mistake.node)
    const check = this.step.checks.find(({ id }) => id === mistake.check)
    if (!node || !check) return 'it names a node or check that does not exist'
    const made = await node.job(mistake.run, { timeout: 60_000 })
    const missed =
      made.status === 0
        ? await untilCaught(this.stage.nodes, check, mistake)
        : `run ended with status ${made.status}: ${made.stderr.trim()}`
    const sick = await this.heal(mistake)
    return missed ?? sick
  }

  /** Returns whether the lab may go on to the next step. */
  async run(): Promise<boolean> {
    await this.before()
    if (!(await this.play())) return false
    if (this.options.mistakes)
      for (const mistake of this.step.mistakes) await this.point('mistake', mistake.id, () => this.mistake(mistake))
    return true
  }
}

/**
 * Proves a lab on a running session of it: untouched, every check fails; played, every check passes; each mistake is
 * caught by the check and hint it names, and healed. Ends early when a step cannot be played, since the rest builds on it.
 */
export async function verifyLab(lab: Lab, stage: VerifyStage, options: VerifyOptions): Promise<Point[]> {
  const points: Point[] = []
  for (const step of lab.steps) {
    const verifier = new StepVerifier(lab, step, stage, options)
    const good = await verifier.run().finally(() => points.push(...verifier.points))
    if (!good) break
  }
  return points
}
