/**
 * Both directions of the socket. A request is one row of the table here, and one handler in the server's `gateway` folder: the
 * payload is parsed with the row's schema, and its right looked up, before anything looks at it.
 */
import type { z } from 'zod'
import type { Watchers, Me, RosterView } from './classroom'
import type { EngineView } from './engine'
import type { LabRef } from './lab-ref'
import type { Answer } from './problem'
import { classRequests } from './requests/classes'
import { labMessages, labRequests } from './requests/labs'
import { peopleRequests } from './requests/people'
import { shellMessages, shellRequests } from './requests/shells'
import type { TrafficView } from './traffic'
import type {
  BlockView,
  CatalogueView,
  ChecksView,
  LabEntry,
  SessionView,
  ShellScreen,
  ShellView,
  StateEvent,
} from './view'

/** Requests: each gets an acknowledgement of type Answer<…>. */
export const requests = { ...peopleRequests, ...labRequests, ...shellRequests, ...classRequests }
/** Messages without an answer. */
export const messages = { ...shellMessages, ...labMessages }

export type Requests = typeof requests
export type Messages = typeof messages

/** A payload as a window sends it. */
export type Payload<K extends keyof Requests | keyof Messages> = z.input<(Requests & Messages)[K]['payload']>
/** What a request is answered with. */
export type Result<K extends keyof Requests> = Requests[K] extends { answer: infer A extends z.ZodType }
  ? z.output<A>
  : null

export type ClientToServer = {
  [K in keyof Requests]: (payload: Payload<K>, answer: (answer: Answer<Result<K>>) => void) => void
} & {
  [K in keyof Messages]: (payload: Payload<K>) => void
}

/** What is told of a lab says whose it is; everybody who follows it is told the same. */
export interface ServerToClient {
  catalogue: (view: CatalogueView) => void
  /** The lab's entry changed: progress, or its text was edited (then `step.read` again). */
  lab: (view: LabRef & { entry: LabEntry }) => void
  session: (view: LabRef & { session: SessionView | null }) => void
  checks: (view: LabRef & ChecksView) => void
  block: (view: LabRef & BlockView) => void
  shell: (view: LabRef & ShellView) => void
  /** What became of the load: the last buckets, with sums, outages and marks whole. */
  traffic: (view: LabRef & TrafficView) => void
  /** What a node does has changed. */
  state: (event: LabRef & StateEvent) => void
  'shell.data': (data: ShellRef & { data: ArrayBuffer | Uint8Array }) => void
  /** There is room for the input that follows. */
  'shell.ready': (at: ShellRef) => void
  /** A viewer that fell far behind, and everybody after a server restart: forget the screen and draw this one. */
  'shell.screen': (screen: LabRef & ShellScreen) => void
  /** The shell's size was set by another window. */
  'shell.size': (size: ShellRef & { cols: number; rows: number }) => void
  /** Somebody else types in this shell. */
  'shell.typist': (typing: ShellRef & { name: string }) => void
  company: (company: LabRef & Watchers) => void
  me: (me: Me) => void
  roster: (view: RosterView) => void
  /** Whether the engine is there: once at the beginning, and whenever that changes. */
  engine: (view: EngineView) => void
  /** Something went wrong that no request is waiting for. */
  problem: (problem: { code: string; message: string; cure?: string }) => void
}

/** A shell of a lab. */
export type ShellRef = LabRef & { shell: string }
