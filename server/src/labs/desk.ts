import { EventEmitter } from 'node:events'
import type { FailingCheck, Help, LearnerLab, Message } from '@contract/classroom'
import type { ChecksView } from '@contract/view'
import type { Service } from './service'
import { Watchers } from './watchers'

/** Milliseconds within which one check that goes on failing counts as the same try. */
const sameTry = 5000

/**
 * Where one person works: their labs, and what an instructor may know of it. Emits `change` when the roster or the
 * person's own page may show something else.
 */
export class Desk extends EventEmitter<{ change: []; me: []; failed: [lab: string, step: string, check: string] }> {
  readonly company = new Watchers()
  /** Null: the page is open somewhere. */
  awaySince: number | null = Date.now()
  /** When something was last typed or clicked in a lab. */
  acted: number | null = null
  help: Help | null = null
  messages: Message[] = []
  private readonly windows = new Set<string>()
  private readonly hints = new Set<string>()
  private readonly tries = new Map<string, { count: number; at: number }>()

  constructor(
    readonly person: string,
    readonly service: Service,
  ) {
    super()
    this.company.on('change', () => this.emit('change'))
    service.on('checks', (view) => this.judge(view))
    for (const event of ['session', 'entry'] as const) service.on(event, () => this.emit('change'))
  }

  /** A window of this person was opened, or closed. */
  seated(window: string, here: boolean): void {
    if (here) this.windows.add(window)
    else this.windows.delete(window)
    this.awaySince = this.windows.size > 0 ? null : (this.awaySince ?? Date.now())
    this.emit('change')
  }

  /** Something was typed or clicked. */
  acts(): void {
    const quiet = this.acted === null || Date.now() - this.acted > 1000
    this.acted = Date.now()
    if (quiet) this.emit('change')
  }

  /** The person has read a check's hint; says whether that is new. A hint that the page does not show is none. */
  hintOpened(lab: string, step: string, check: string): boolean {
    const view = this.service.run(lab).checks
    const shown = view?.step === step && view.checks.find(({ id }) => id === check)?.hint
    if (!shown) return false
    const key = `${lab}/${step}/${check}`
    if (this.hints.has(key)) return false
    this.hints.add(key)
    this.emit('change')
    return true
  }

  private judge({ lab, step, checks }: ChecksView): void {
    for (const { id, state, at } of checks) {
      if (state !== 'failed' || at === undefined) continue
      const key = `${lab}/${step}/${id}`
      const before = this.tries.get(key)
      // A check runs again by itself; another try is one after the learner did something.
      if (before && (at - before.at < sameTry || (this.acted ?? 0) < before.at)) continue
      this.tries.set(key, { count: (before?.count ?? 0) + 1, at })
      this.emit('failed', lab, step, id)
    }
    this.emit('change')
  }

  /** The lab that runs, or was worked on last. */
  get lab(): string | null {
    const newest = this.service.sessions.all().sort((a, b) => b.began - a.began)[0]
    if (newest) return newest.lab
    const [last] = [...this.service.reached].sort(([, a], [, b]) => (b.placeAt ?? 0) - (a.placeAt ?? 0))
    return last?.[0] ?? null
  }

  /** How far the person is, by lab; labs that were never opened are left out. */
  get labs(): Record<string, LearnerLab> {
    const labs: Record<string, LearnerLab> = {}
    for (const [lab, { finished, place, placeAt, passedAt }] of this.service.reached) {
      const session = this.service.sessions.get(lab)
      if (place === null && finished.size === 0 && !session) continue
      const step = place ?? this.service.entry(lab).currentStep
      labs[lab] = { done: [...finished], step, since: placeAt ?? session?.began ?? Date.now(), passedAt }
    }
    return labs
  }

  /** The checks of the step worked on, and the first that fails. */
  get checks(): { passed: number; of: number; failing: FailingCheck | null } | null {
    const view = this.lab === null ? null : this.service.run(this.lab).checks
    if (!view) return null
    const { lab, step, checks } = view
    const titles = this.service.entry(lab).steps.find(({ id }) => id === step)?.checks ?? []
    const at = checks.findIndex(({ state }) => state === 'failed')
    const [check, title] = [checks[at], titles.find(({ id }) => id === checks[at]?.id)?.title]
    const key = `${lab}/${step}/${check?.id ?? ''}`
    const failing = check &&
      title && {
        number: at + 1,
        title,
        ...(check.found !== undefined && { found: check.found }),
        ...(check.hint && { hint: check.hint.text }),
        hintOpened: this.hints.has(key),
        tries: this.tries.get(key)?.count ?? 1,
      }
    return {
      passed: checks.filter(({ state }) => state === 'passed').length,
      of: checks.length,
      failing: failing ?? null,
    }
  }

  close(): void {
    this.service.close()
    this.removeAllListeners()
  }
}
