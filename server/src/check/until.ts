/** Waiting for checks: what a step or a mistake brings about may take its time. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CheckSpec, MistakeSpec } from '@contract/lesson'
import { type Nodes, type Outcome, runCheck } from './run'

const pollEveryMs = 300
/** Milliseconds that one round of checks counts at most: a slow machine makes the checks slow, not what they wait for. */
const roundMostMs = 1000

/** The time (ms) that something may take. A round that took longer than usual counts as a usual one. */
class TimeBudget {
  private spentMs = 0

  constructor(private readonly withinMs: number) {}

  /** Counts a round that began at this time (ms); says whether there may be another. */
  round(began: number): boolean {
    const left = this.spentMs <= this.withinMs
    this.spentMs += Math.min(performance.now() - began, roundMostMs)
    return left
  }

  async pause(): Promise<void> {
    await sleep(pollEveryMs)
    this.spentMs += pollEveryMs
  }
}

/** An outcome in one line: `served failed: no answer (hint 'not-running')`. The check's general hint is not named. */
export function describe(check: CheckSpec, outcome: Outcome): string {
  if (outcome.kind === 'error') return `${check.id} could not run: ${outcome.problem.message}`
  const hint = outcome.kind === 'failed' && outcome.hint.id !== 'general' ? ` (hint '${outcome.hint.id}')` : ''
  return `${check.id} ${outcome.kind}: ${outcome.found || 'printed nothing'}${hint}`
}

/** Runs checks until all pass or the time (ms) is over; returns the outcome of each that still does not pass, in words (with `hints`: the hint shown, too). */
export async function untilGreen(
  nodes: Nodes,
  checks: CheckSpec[],
  withinMs: number,
  hints = false,
): Promise<string[]> {
  const budget = new TimeBudget(withinMs)
  let open = checks
  for (;;) {
    const began = performance.now()
    const failing: string[] = []
    const left: CheckSpec[] = []
    for (const check of open) {
      const outcome = await runCheck(nodes, check, hints)
      if (outcome.kind === 'passed') continue
      left.push(check)
      failing.push(describe(check, outcome))
    }
    // Green one after the other is not green: all of them once more, in one round.
    if (left.length === 0 && open.length === checks.length) return []
    if (!budget.round(began)) return failing
    open = left.length === 0 ? checks : left
    if (left.length > 0) await budget.pause()
  }
}

/** Runs a check until it fails with the hint named, or the time is over; returns why it was not caught. */
export async function untilCaught(
  nodes: Nodes,
  check: CheckSpec,
  { hint, within }: MistakeSpec,
): Promise<string | null> {
  const budget = new TimeBudget(within * 1000)
  for (;;) {
    const began = performance.now()
    const outcome = await runCheck(nodes, check)
    if (outcome.kind === 'failed' && outcome.hint.id === hint) return null
    if (!budget.round(began)) {
      if (outcome.kind === 'passed') return `${check.id} still passes: ${outcome.found || 'printed nothing'}`
      if (outcome.kind === 'failed')
        return `${check.id} fails, but shows the hint '${outcome.hint.id}' and not '${hint}'`
      return describe(check, outcome)
    }
    await budget.pause()
  }
}
