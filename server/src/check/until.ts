/** Waiting for checks: what a step or a mistake brings about may take its time. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CheckSpec, MistakeSpec } from '@contract/lesson'
import type { Nodes, Outcome } from './run'
import { runCheck } from './run'

const pollEveryMs = 300

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
  const end = Date.now() + withinMs
  let open = checks
  for (;;) {
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
    if (Date.now() > end) return failing
    open = left.length === 0 ? checks : left
    if (left.length > 0) await sleep(pollEveryMs)
  }
}

/** Runs a check until it fails with the hint named, or the time is over; returns why it was not caught. */
export async function untilCaught(
  nodes: Nodes,
  check: CheckSpec,
  { hint, within }: MistakeSpec,
): Promise<string | null> {
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
    await sleep(pollEveryMs)
  }
}
