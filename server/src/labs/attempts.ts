import type { ChecksView } from '@contract/view'

/** Milliseconds within which one check that goes on failing counts as the same attempt. */
const sameAttemptMs = 5000

const key = (lab: string, step: string, check: string) => `${lab}/${step}/${check}`

/** How often a person has tried to pass a check in vain, and which hints they have read. */
export class Attempts {
  private readonly hints = new Set<string>()
  private readonly failed = new Map<string, { count: number; at: number }>()

  /** Counts the checks that failed anew, and gives their ids. `acted`: when the person last did something, in milliseconds since 1970. */
  judge({ lab, step, checks }: ChecksView, acted: number): string[] {
    return checks.flatMap(({ id, state, at }) => {
      if (state !== 'failed' || at === undefined) return []
      const before = this.failed.get(key(lab, step, id))
      // A check runs again by itself; another attempt is one after the learner did something.
      if (before && (at - before.at < sameAttemptMs || acted < before.at)) return []
      this.failed.set(key(lab, step, id), { count: (before?.count ?? 0) + 1, at })
      return [id]
    })
  }

  /** The person has read a check's hint; gives whether that is new. */
  hintOpened(lab: string, step: string, check: string): boolean {
    const hint = key(lab, step, check)
    if (this.hints.has(hint)) return false
    this.hints.add(hint)
    return true
  }

  /** What the roster says of a check that fails. */
  of(lab: string, step: string, check: string): { hintOpened: boolean; tries: number } {
    const id = key(lab, step, check)
    return { hintOpened: this.hints.has(id), tries: this.failed.get(id)?.count ?? 1 }
  }
}
