import { signal } from '@preact/signals'
import type { Problem } from '@contract/problem'
import { problemOf } from '@contract/problems/catalogue'
import { Refusal, listen } from '../api/socket'

/** What went wrong last and has not been dismissed, for the line under the bar. */
export const shownProblem = signal<Problem | null>(null)

const toProblem = (error: unknown): Problem =>
  error instanceof Refusal
    ? error.problem
    : problemOf('page.defect', { error: error instanceof Error ? error.message : String(error) })

/** Shows a problem until it is dismissed or the next action succeeds. */
export function report(error: unknown): void {
  shownProblem.value = toProblem(error)
}

/** Does something the learner asked for: what goes wrong is shown, what was shown before goes. Says whether it worked. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action()
    shownProblem.value = null
    return true
  } catch (error) {
    report(error)
    return false
  }
}

/** Shows what the server reports unasked. */
export function hearProblems(): void {
  listen('problem', (problem) => (shownProblem.value = problem))
}
