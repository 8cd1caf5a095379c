import { EventEmitter } from 'node:events'
import type { Watchers } from '@contract/classroom'
import type { TrafficView } from '@contract/traffic'
import type { BlockView, ChecksView, LabEntry, SessionView, ShellView, StateEvent } from '@contract/view'

/** What is worth remembering of a person's work. */
type ActivityKind =
  'started' | 'ended' | 'passed' | 'failed' | 'hint' | 'finished' | 'solved' | 'reset' | 'fault' | 'replayed'

/** What the windows that follow a lab show, by the name of the socket's event. */
export interface LabViews {
  lab: { lab: string; entry: LabEntry }
  session: { lab: string; session: SessionView | null }
  checks: ChecksView
  block: BlockView
  shell: ShellView
  state: StateEvent
  traffic: TrafficView
  company: Watchers
}

/** A view that has changed. */
type ViewEvent = { [K in keyof LabViews]: { kind: K; view: LabViews[K] } }[keyof LabViews]

export type WorkspaceEvent =
  | ViewEvent
  /** The list of labs has changed, or what it says of one. */
  | { kind: 'catalogue' }
  /** The person came, went, did something or asked: what the roster says of them has changed. */
  | { kind: 'person' }
  | { kind: 'activity'; lab: string; activity: ActivityKind; detail: Record<string, unknown> }

/** Everything that happens in a workspace: one stream for the windows, the roster and the log. */
export class WorkspaceEvents extends EventEmitter<{ event: [WorkspaceEvent] }> {
  tell(event: WorkspaceEvent): void {
    this.emit('event', event)
  }

  show<Kind extends keyof LabViews>(kind: Kind, view: LabViews[Kind]): void {
    this.tell({ kind, view } as ViewEvent)
  }

  remember(lab: string, activity: ActivityKind, detail: Record<string, unknown>): void {
    this.tell({ kind: 'activity', lab, activity, detail })
  }
}
