import type { RunningLab } from '../labs/running-lab'
import type { Class } from '../store/classes'
import type { Desk } from '../labs/desk'
import type { Terms } from './limit'
import { limitOf } from './limit'

/** Milliseconds added to a lab by one click. */
export const extension = 30 * 60_000
/** Milliseconds between two looks at what has come to its end. */
const tick = 2000
/** Milliseconds that a lab has left at least which runs already when this server first sees it: time it was given is forgotten by a restart. */
const warned = 10 * 60_000
/** A limit that has moved by less is not told anew. */
const told = 15_000

/** Ends labs of classes when their time is over or nobody does anything, and tells beforehand when that will be. */
export class Limits {
  private readonly added = new Map<string, number>()
  private timer: NodeJS.Timeout | null = null

  constructor(
    private readonly desks: () => Iterable<Desk>,
    private readonly classOf: (desk: Desk) => Class | null,
    /** A class whose time is over. */
    private readonly over: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.look(), tick)
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer)
  }

  /** Gives a running lab more time, in milliseconds. */
  extend(session: RunningLab, by: number): void {
    this.added.set(session.id, (this.added.get(session.id) ?? 0) + by)
    this.look()
  }

  look(): void {
    this.over().catch(this.failed)
    for (const desk of this.desks()) {
      const row = this.classOf(desk)
      if (!row) continue
      for (const session of desk.service.sessions.all()) if (session.state === 'running') this.limit(desk, session, row)
    }
  }

  private limit(desk: Desk, session: RunningLab, row: Class): void {
    const before = session.view.limit
    if (row.paused !== null) {
      if (before) session.limited(undefined)
      return
    }
    const { minutes, idle, ends } = row
    const { began } = session
    const limit = this.limitNow(session.id, { minutes, idle, ends, began, added: 0, acted: desk.acted })
    if (limit.at <= Date.now()) {
      this.added.delete(session.id)
      desk.service.end(session.lab, limit.why).catch(this.failed)
    } else if (!before || before.why !== limit.why || Math.abs(before.at - limit.at) > told) session.limited(limit)
  }

  private limitNow(session: string, terms: Terms) {
    const known = this.added.get(session)
    const now = Date.now()
    const limit = limitOf({ ...terms, added: known ?? 0 }, now)
    if (known !== undefined || limit.why === 'class') return limit
    const added = now - terms.began > warned ? Math.max(0, now + warned - limit.at) : 0
    this.added.set(session, added)
    return limitOf({ ...terms, added }, now)
  }
}
