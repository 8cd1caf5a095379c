/** Both directions of the socket. Every payload from the browser is parsed with these schemas before anything looks at it. */
import { z } from 'zod'
import { faultActs } from './fault'
import { languages } from './lesson'
import type { TrafficView } from './traffic'
import { loadSchema, urlSchema } from './traffic'
import type { CaptureView } from './packets'
import type { VisitView } from './visit'
import type { Answer } from './problem'
import type {
  BlockView,
  CatalogueView,
  ChecksView,
  LabEntry,
  SessionView,
  ShellScreen,
  ShellView,
  StateEvent,
  StepView,
} from './view'

const name = z.string().min(1).max(64)
const lab = name
const step = name
const node = name
/** Terminal size in cells. */
const size = { cols: z.number().int().min(2).max(500), rows: z.number().int().min(1).max(300) }
/** `node/number` */
const shell = z.string().regex(/^[a-z][a-z0-9-]{0,14}\/\d{1,3}$/)

/** Requests: each gets an acknowledgement of type Answer<…>. */
export const requests = {
  /** The catalogue now; changes follow as `catalogue` events. */
  'catalogue.watch': z.strictObject({}),
  /** Follow a lab: its `lab`, `session`, `checks`, `block`, `shell` and `state` events come until `lab.leave`. */
  'lab.follow': z.strictObject({ lab }),
  'lab.leave': z.strictObject({ lab }),
  'lab.start': z.strictObject({ lab }),
  'lab.stop': z.strictObject({ lab }),
  /** `lab`: all nodes fresh, back to step 1. `step`: nodes as when the step began (fresh, earlier steps played). `node`: one node fresh. */
  'lab.reset': z.discriminatedUnion('scope', [
    z.strictObject({ lab, scope: z.literal('lab') }),
    z.strictObject({ lab, scope: z.literal('step'), step }),
    z.strictObject({ lab, scope: z.literal('node'), node }),
  ]),
  'node.fault': z.strictObject({ lab, node, act: z.enum(faultActs) }),
  /** Has the lab's client send this load; null: nothing. */
  'traffic.send': z.strictObject({ lab, load: loadSchema.nullable() }),
  /** Captures on every node while the client asks once for this URL; null: for five seconds, what nodes tell each other. */
  'packets.capture': z.strictObject({ lab, url: urlSchema.nullable() }),
  /** Fetches a page as the lab's client would. */
  'service.visit': z.strictObject({ lab, url: urlSchema }),
  'node.power': z.strictObject({ lab, node, on: z.boolean() }),
  'step.read': z.strictObject({ lab, step, language: z.enum(languages) }),
  /** The learner works on this step now: its checks run live. Kept as the step to resume at. */
  'step.enter': z.strictObject({ lab, step }),
  'step.solve': z.strictObject({ lab, step }),
  'step.unsolve': z.strictObject({ lab }),
  /** Runs a block in its nodes' terminals (or writes its file). The answer says where; `block` events say how it goes. */
  'block.run': z.strictObject({ lab, step, block: name }),
  /** Opens (or finds) a shell and attaches this viewer: its screen now, then `shell.data`. */
  'shell.attach': z.strictObject({ lab, shell, ...size }),
  'shell.detach': z.strictObject({ lab, shell }),
  /** Ends the shell and what runs in it. */
  'shell.close': z.strictObject({ lab, shell }),
} as const

/** Messages without an answer: many and small. */
export const messages = {
  'shell.input': z.strictObject({ lab, shell, data: z.string().max(65_536) }),
  'shell.resize': z.strictObject({ lab, shell, ...size }),
  /** Bytes that the viewer's terminal has drawn: the flow control of `shell.data`. */
  'shell.drawn': z.strictObject({ lab, shell, bytes: z.number().int().positive().max(16_777_216) }),
} as const

export type Requests = typeof requests
export type Messages = typeof messages

/** What each request answers with. */
export interface Results {
  'catalogue.watch': CatalogueView
  'lab.follow': {
    entry: LabEntry
    checks: ChecksView | null
    blocks: BlockView[]
    shells: ShellView[]
    states: StateEvent[]
    traffic: TrafficView | null
  }
  'lab.leave': null
  'lab.start': null
  'lab.stop': null
  'lab.reset': null
  'node.fault': null
  'traffic.send': null
  'packets.capture': CaptureView
  'service.visit': VisitView
  'node.power': null
  'step.read': StepView
  'step.enter': ChecksView | null
  'step.solve': null
  'step.unsolve': null
  'block.run': { shells: string[] }
  'shell.attach': ShellScreen
  'shell.detach': null
  'shell.close': null
}

export type ClientToServer = {
  [K in keyof Requests]: (payload: z.input<Requests[K]>, answer: (answer: Answer<Results[K]>) => void) => void
} & {
  [K in keyof Messages]: (payload: z.input<Messages[K]>) => void
}

export interface ServerToClient {
  catalogue: (view: CatalogueView) => void
  /** The lab's entry changed: progress, or its text was edited (then `step.read` again). */
  lab: (entry: LabEntry) => void
  session: (view: { lab: string; session: SessionView | null }) => void
  checks: (view: ChecksView) => void
  block: (view: BlockView) => void
  shell: (view: ShellView) => void
  /** What became of the load: the last buckets, with sums, outages and marks whole. */
  traffic: (view: TrafficView) => void
  /** What a node does has changed. */
  state: (event: StateEvent) => void
  'shell.data': (data: { lab: string; shell: string; data: ArrayBuffer | Uint8Array }) => void
  /** A viewer that fell far behind, and everybody after a server restart: forget the screen and draw this one. */
  'shell.screen': (screen: ShellScreen) => void
  /** The shell's size was set by another window. */
  'shell.size': (size: { lab: string; shell: string; cols: number; rows: number }) => void
  /** Something went wrong that no request is waiting for. */
  problem: (problem: { code: string; message: string; cure?: string }) => void
}
