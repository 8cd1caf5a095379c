import { EventEmitter } from 'node:events'
import type { CheckSpec } from '@contract/lesson'
import type { CheckView } from '@contract/view'
import { type Nodes, type Outcome, runCheck } from './run'

/** Milliseconds between rounds: short after the learner did something, longer and longer while nothing happens. */
const pauses = [1500, 2500, 4000, 7000, 12_000, 20_000]
/** A passed check is asked again after this long, or when something was done. */
const recheck = 10_000
/** The first open check turns red when the learner has paused for this long after doing something. */
const thinking = 8000

interface Entry {
  spec: CheckSpec
  outcome: Outcome | null
  /** When the last result came, and when the run that gave it began. */
  at: number
  began: number
  running: boolean
  passedAt: number | null
}

/**
 * Runs the checks of the step a learner works on, one at a time (their traffic would disturb each other), for as long
 * as somebody looks. Emits `change`, and `passed` once per check that turns green. Who makes it stops it.
 */
export class LiveChecks extends EventEmitter<{ change: []; passed: [check: string]; done: [] }> {
  private readonly entries: Entry[]
  private wake: (() => void) | null = null
  private stopped = false
  private watched = true
  private acted = 0
  private fresh = true
  private round = 0

  constructor(
    private readonly nodes: Nodes,
    checks: CheckSpec[],
    /** Whether every block that the text shows has been run. */
    private readonly allPlayed: () => boolean,
  ) {
    super()
    this.entries = checks.map((spec) => ({ spec, outcome: null, at: 0, began: 0, running: false, passedAt: null }))
  }

  start(): void {
    void this.loop()
  }

  stop(): void {
    this.stopped = true
    this.wake?.()
    this.removeAllListeners()
  }

  /** Nobody looks: nothing runs. */
  watch(on: boolean): void {
    const begins = on && !this.watched
    this.watched = on
    if (begins) this.poke()
  }

  /** Something was done in the lab: look soon. */
  acts(): void {
    this.acted = Date.now()
    this.poke()
  }

  /** Looks soon: what checks could not do before, they may be able to now. */
  poke(): void {
    this.fresh = true
    this.round = 0
    this.wake?.()
  }

  private passed(id: string): boolean {
    return this.entries.find(({ spec }) => spec.id === id)?.outcome?.kind === 'passed'
  }

  private async loop(): Promise<void> {
    while (!this.stopped) {
      if (this.watched) {
        const fresh = this.fresh
        this.fresh = false
        // Open ones first: what the learner waits for is what turns green next.
        const open = this.entries.filter(({ outcome }) => outcome?.kind !== 'passed')
        const kept = this.entries.filter(
          ({ outcome, at }) => outcome?.kind === 'passed' && (fresh || Date.now() - at > recheck),
        )
        for (const entry of [...open, ...kept]) {
          if (this.stopped || (this.fresh && entry.outcome?.kind === 'passed')) break
          if (entry.spec.after.every((id) => this.passed(id))) await this.run(entry)
        }
      }
      if (!this.stopped && (!this.fresh || !this.watched)) await this.pause()
    }
  }

  private async run(entry: Entry): Promise<void> {
    entry.running = true
    const began = Date.now()
    if (entry.outcome?.kind !== 'passed') this.emit('change')
    const outcome = await runCheck(this.nodes, entry.spec)
    entry.running = false
    if (this.stopped) return
    const was = entry.outcome?.kind
    entry.outcome = outcome
    entry.at = Date.now()
    entry.began = began
    if (outcome.kind === 'passed') {
      entry.passedAt = entry.at
      if (was !== 'passed') this.emit('passed', entry.spec.id)
      if (this.entries.every((each) => each.outcome?.kind === 'passed')) this.emit('done')
    }
    this.emit('change')
  }

  private pause(): Promise<void> {
    const wait = pauses[Math.min(this.round++, pauses.length - 1)]
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.(), wait)
      this.wake = () => {
        clearTimeout(timer)
        this.wake = null
        resolve()
      }
    })
  }

  /** A failure is shown as one only when the learner can be expected to be past it. */
  private shownRed(entry: Entry): boolean {
    // The result is older than what was done last: it says nothing about that.
    if (entry.began < this.acted) return false
    if (entry.passedAt !== null || this.allPlayed()) return true
    const first = this.entries.find(({ outcome }) => outcome?.kind !== 'passed') === entry
    return first && this.acted > 0 && Date.now() - this.acted > thinking
  }

  get view(): CheckView[] {
    return this.entries.map((entry) => {
      const { spec, outcome, at, running, passedAt } = entry
      const waitsFor = spec.after.find((id) => !this.passed(id))
      const base = { id: spec.id, ...(at && { at }) }
      if (waitsFor !== undefined) return { ...base, state: 'waiting', waitsFor }
      if (!outcome) return { ...base, state: running ? 'running' : 'pending' }
      if (outcome.kind === 'passed') return { ...base, state: 'passed', found: outcome.found }
      if (outcome.kind === 'error') return { ...base, state: 'error', problem: outcome.problem }
      const red = this.shownRed(entry)
      const trueUntil = passedAt ?? undefined
      return {
        ...base,
        state: red ? 'failed' : running ? 'running' : 'pending',
        found: outcome.found,
        hint: outcome.hint,
        ...(trueUntil && { trueUntil }),
      }
    })
  }
}
