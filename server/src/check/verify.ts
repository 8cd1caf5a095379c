import type { AlternativeSpec, MistakeSpec } from '@contract/lesson'
import type { Lab, Step } from '../content/lab'
import { toProblem } from '../errors'
import { type Stage, playBlockWithin } from './play'
import { type Point, meaning } from './point'
import { runCheck } from './run'
import { describe, untilCaught, untilGreen } from './until'

/** Time (ms) that a played step's checks may take to turn green: slowest are health checks and elections. */
const greenWithinMs = 40_000

interface VerifyStage extends Stage {
  /** Text of every terminal used, for the transcript of what failed. */
  screens(): Promise<string>
}

export interface VerifyOptions {
  /** Mistakes and alternatives as well. */
  mistakes: boolean
  /** Proves only this step: those before it are played, those after it are left out. */
  only?: string
  /** What is being done now. */
  doing(text: string): void
  /** Each point as it is settled. */
  settled(point: Point): void
  signal?: AbortSignal
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

  private async blocks(blocks = this.step.blocks): Promise<string | null> {
    for (const block of blocks) {
      let failed: string | null = null
      await playBlockWithin(this.stage, block, (state, node, status) => {
        if (state === 'failed') failed = `block ${block.id} on ${node} ended with status ${status}`
      })
      if (failed) return failed
    }
    return null
  }

  /** Plays the step until its checks pass. Returns whether the lab may go on to the next step. */
  play(): Promise<boolean> {
    return this.point('play', this.step.id, async () => {
      const failed = await this.blocks()
      if (failed) return failed
      const red = await untilGreen(this.stage.nodes, this.step.checks, greenWithinMs)
      return red.length > 0 ? `after the step was played: ${red.join('; ')}` : null
    })
  }

  /** Makes a mistake or an alternative, proves what must follow from it, and takes it back. */
  private async vary(
    { node: name, run, heal, within, instead }: Omit<AlternativeSpec, 'id'>,
    prove: () => Promise<string | null>,
  ): Promise<string | null> {
    const { nodes } = this.stage
    const node = nodes.get(name)
    if (!node) return `the lab has no node ${name}`
    const job = async (what: string, script: string) => {
      const { status, stderr } = await node.job(script, { timeout: 60_000 })
      return status === 0 ? null : `${what} ended with status ${status}: ${stderr.trim()}`
    }
    const wrong = (await job('run', run)) ?? (instead ? await this.resume(instead, name) : null) ?? (await prove())
    const ill = heal ? await job('heal', heal) : await this.blocks()
    if (ill) return wrong ?? `not healed: ${ill}`
    const red = await untilGreen(nodes, this.step.checks, within * 1000 + 10_000)
    return wrong ?? (red.length > 0 ? `not healed: ${red.join('; ')}` : null)
  }

  /** Plays the rest of the step from a block on, which has been done on one of its nodes in another way. */
  private resume(id: string, node: string): Promise<string | null> {
    const [block, ...rest] = this.step.blocks.slice(this.step.blocks.findIndex((block) => block.id === id))
    return this.blocks(block ? [{ ...block, nodes: block.nodes.filter((name) => name !== node) }, ...rest] : [])
  }

  private async mistake(mistake: MistakeSpec): Promise<string | null> {
    const check = this.step.checks.find(({ id }) => id === mistake.check)
    if (!check) return 'it names a check that does not exist'
    return this.vary(mistake, () => untilCaught(this.stage.nodes, check, mistake))
  }

  private alternative(alternative: AlternativeSpec): Promise<string | null> {
    return this.vary(alternative, async () => {
      const red = await untilGreen(this.stage.nodes, this.step.checks, alternative.within * 1000, true)
      return red.length > 0 ? `a right answer is refused: ${red.join('; ')}` : null
    })
  }

  /** Returns whether the lab may go on to the next step. */
  async run(): Promise<boolean> {
    await this.before()
    if (!(await this.play())) return false
    if (!this.options.mistakes) return true
    const { mistakes, alternatives } = this.step
    for (const mistake of mistakes) await this.point('mistake', mistake.id, () => this.mistake(mistake))
    for (const alternative of alternatives)
      await this.point('alternative', alternative.id, () => this.alternative(alternative))
    return true
  }
}

/**
 * Proves a lab that runs: untouched, every check fails; played, every check passes; each mistake is
 * caught by the check and hint it names, each alternative accepted by every check, and both are healed. Ends early when
 * a step cannot be played, since the rest builds on it.
 */
export async function verifyLab(lab: Lab, stage: VerifyStage, options: VerifyOptions): Promise<Point[]> {
  const points: Point[] = []
  const { only } = options
  for (const step of lab.steps) {
    const verifier = new StepVerifier(lab, step, stage, options)
    const proved = only === undefined || only === step.id
    const good = await (proved ? verifier.run() : verifier.play()).finally(() => points.push(...verifier.points))
    if (!good || only === step.id) break
  }
  return points
}
