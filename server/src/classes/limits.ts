import type { RunningLab } from '../labs/running-lab'
import type { Class } from '../store/classes'
import type { Workspace } from '../labs/workspace'
import { type Terms, limitOf } from './limit'

/** Milliseconds added to a lab by one click. */
export const extensionMs = 30 * 60_000
/** Milliseconds between two looks at what has come to its end. */
const intervalMs = 2000
/** Minimum time left (ms) for a lab found running after a restart; granted extensions are not stored. */
const minimumLeftMs = 10 * 60_000
/** A limit that has moved by less is not told anew. */
const retellMs = 15_000

/** Ends labs of classes when their time is over or nobody does anything, and tells beforehand when that will be. */
export class Limits {
  private readonly added = new Map<string, number>()
  private timer: NodeJS.Timeout | null = null

  constructor(
    private readonly workspaces: () => Iterable<Workspace>,
    private readonly classOf: (workspace: Workspace) => Class | null,
    /** A class whose time is over. */
    private readonly over: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.look(), intervalMs)
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer)
  }

  /** Gives a running lab more time, in milliseconds. */
  extend(running: RunningLab, by: number): void {
    this.added.set(running.id, (this.added.get(running.id) ?? 0) + by)
    this.look()
  }

  look(): void {
    this.over().catch(this.failed)
    for (const workspace of this.workspaces()) {
      const row = this.classOf(workspace)
      if (!row) continue
      for (const running of workspace.labs.all()) if (running.state === 'running') this.limit(workspace, running, row)
    }
  }

  private limit(workspace: Workspace, running: RunningLab, row: Class): void {
    const before = running.view.limit
    if (row.paused !== null) {
      if (before) running.limited(undefined)
      return
    }
    const { minutes, idle, ends } = row
    const { began } = running
    const limit = this.limitNow(running.id, { minutes, idle, ends, began, added: 0, acted: workspace.presence.acted })
    if (limit.at <= Date.now()) {
      this.added.delete(running.id)
      workspace.end(running.name, limit.why).catch(this.failed)
    } else if (!before || before.why !== limit.why || Math.abs(before.at - limit.at) > retellMs) running.limited(limit)
  }

  private limitNow(session: string, terms: Terms) {
    const known = this.added.get(session)
    const now = Date.now()
    const limit = limitOf({ ...terms, added: known ?? 0 }, now)
    if (known !== undefined || limit.why === 'class') return limit
    const added = now - terms.began > minimumLeftMs ? Math.max(0, now + minimumLeftMs - limit.at) : 0
    this.added.set(session, added)
    return limitOf({ ...terms, added }, now)
  }
}
