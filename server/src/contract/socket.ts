/** Both directions of the socket. Every payload from the browser is parsed with these schemas, and its right looked up, before anything looks at it. */
import { z } from 'zod'
import type { EngineView } from './engine'
import { faultActs } from './fault'
import { languages } from './lesson'
import type { TrafficView } from './traffic'
import { loadSchema, urlSchema } from './traffic'
import type { ClassView, Company, Happening, Me, Right, RosterView, Staff } from './classroom'
import { classSchema, lineOf } from './classroom'
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
/** A lab by its name; another's as `name@person`. Whatever comes back about it names it in the same way. */
const lab = z.string().regex(/^[^@]{1,64}(@[0-9a-f]{8})?$/)
const person = z.string().regex(/^[0-9a-f]{8}$/)
const ofClass = { class: person }
const text = z
  .string()
  .trim()
  .max(1000)
  .regex(/^[^\0]*$/, 'no NUL')
const step = name
const node = name
/** Terminal size in cells. */
const size = { cols: z.number().int().min(2).max(500), rows: z.number().int().min(1).max(300) }
/** `node/number` */
const shell = z.string().regex(/^[a-z][a-z0-9-]{0,14}\/[1-9]\d{0,2}$/)

/** Requests: each gets an acknowledgement of type Answer<…>. */
export const requests = {
  /** The catalogue now; changes follow as `catalogue` events. */
  'catalogue.watch': z.strictObject({}),
  /** Follow a lab; the learner of another's is told who does. Its `lab`, `session`, `checks`, `block`, `shell` and `state` events come until `lab.leave`. */
  'lab.follow': z.strictObject({ lab }),
  'lab.leave': z.strictObject({ lab }),
  'lab.start': z.strictObject({ lab }),
  /** Half an hour more, as long as the class allows. */
  'lab.extend': z.strictObject({ lab }),
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
  /** Plays the steps before this one on the nodes, visibly: a fresh lab then is where the learner was. */
  'step.replay': z.strictObject({ lab, step }),
  /** Counts a step as done. */
  'step.count': z.strictObject({ lab, step }),
  'step.solve': z.strictObject({ lab, step }),
  'step.unsolve': z.strictObject({ lab }),
  /** Runs a block in its nodes' terminals (or writes its file). The answer says where; `block` events say how it goes. */
  'block.run': z.strictObject({ lab, step, block: name }),
  /**
   * Opens (or finds) a shell and attaches this viewer: its screen now, then `shell.data`. Another's shell only where it is
   * there, and only after `lab.follow`, which tells its learner; with `lab.leave` it ends.
   */
  'shell.attach': z.strictObject({ lab, shell, ...size }),
  'shell.detach': z.strictObject({ lab, shell }),
  /** Ends the shell and what runs in it. */
  'shell.close': z.strictObject({ lab, shell }),
  /** Types in a learner's terminals too, or stops that; only after `lab.follow`. */
  'company.take': z.strictObject({ lab, part: z.boolean() }),
  /** The learner ends that others type. */
  'company.end': z.strictObject({ lab }),
  /** Who I am; changes follow as `me` events. */
  'me.watch': z.strictObject({}),
  /** A new personal link; the one before stops working, and every login but this one ends. Answers with its path. */
  'me.link': z.strictObject({}),
  'message.read': z.strictObject({}),
  /** Asks the instructor; null: no longer. */
  'help.ask': z.strictObject({ text: text.nullable() }),
  'class.list': z.strictObject({}),
  'class.make': classSchema,
  'class.change': z.strictObject({
    ...ofClass,
    change: classSchema.partial().extend({ open: z.boolean().optional() }),
  }),
  /** A new join code; the one before stops working. */
  'class.code': z.strictObject(ofClass),
  /** Ends it for good: labs stop, nobody comes in; progress stays. */
  'class.end': z.strictObject(ofClass),
  /** `pause`: terminals take no input and no lab's time runs. `extend`: half an hour more for every running lab. */
  'class.all': z.strictObject({ ...ofClass, what: z.enum(['pause', 'resume', 'extend', 'stop']) }),
  /** For everybody whose lab runs. */
  'class.step': z.strictObject({ ...ofClass, lab, step, what: z.enum(['solve', 'reset', 'count']) }),
  /** To one learner, or to all. */
  'class.message': z.strictObject({ ...ofClass, person: person.nullable(), text: text.min(1) }),
  /** What instructors did in a class, newest first. */
  'class.audit': z.strictObject(ofClass),
  /** The roster now; changes follow as `roster` events. */
  'class.follow': z.strictObject(ofClass),
  'class.leave': z.strictObject(ofClass),
  /** Lets an observer (of all classes) in; answers with the link's path. */
  'staff.invite': z.strictObject({ name: lineOf(40), role: z.enum(['observer', 'instructor']) }),
  /** Instructors and observers who may come in. */
  'staff.list': z.strictObject({}),
  /** Puts one of them out for good; not oneself. */
  'staff.remove': z.strictObject({ person }),
  'person.log': z.strictObject({ ...ofClass, person }),
  'person.remove': z.strictObject({ ...ofClass, person }),
  'person.readmit': z.strictObject({ ...ofClass, person }),
  /** `person` becomes one with `into`, which keeps its name and link. */
  'person.merge': z.strictObject({ ...ofClass, person, into: person }),
  /** A new personal link for somebody who has lost theirs; all their logins end. */
  'person.link': z.strictObject({ ...ofClass, person }),
} as const

/** Messages without an answer: many and small. */
export const messages = {
  /** `more`: more will follow; `shell.ready` says when there is room for it. */
  'shell.input': z.strictObject({ lab, shell, data: z.string().max(65_536), more: z.boolean().optional() }),
  'shell.resize': z.strictObject({ lab, shell, ...size }),
  /** Bytes that the viewer's terminal has drawn: the flow control of `shell.data`. */
  'shell.drawn': z.strictObject({ lab, shell, bytes: z.number().int().positive().max(16_777_216) }),
  /** The learner has opened a check's hint; one that is not shown is none. */
  'hint.opened': z.strictObject({ lab, step, check: name }),
} as const

/** Who may send each of these. */
export const rights: Record<keyof Requests | keyof Messages, Right> = {
  'catalogue.watch': 'known',
  'lab.follow': 'look',
  'lab.leave': 'look',
  'lab.start': 'lab',
  'lab.extend': 'act',
  'lab.stop': 'act',
  'lab.reset': 'act',
  'node.fault': 'lab',
  'node.power': 'lab',
  'traffic.send': 'lab',
  'packets.capture': 'lab',
  'service.visit': 'lab',
  'step.read': 'look',
  'step.enter': 'lab',
  'step.replay': 'act',
  'step.count': 'act',
  'step.solve': 'act',
  'step.unsolve': 'act',
  'block.run': 'lab',
  'shell.attach': 'look',
  'shell.detach': 'look',
  'shell.close': 'lab',
  'shell.input': 'act',
  'shell.resize': 'look',
  'shell.drawn': 'look',
  'hint.opened': 'lab',
  'company.take': 'act',
  'company.end': 'lab',
  'me.watch': 'known',
  'me.link': 'learner',
  'message.read': 'learner',
  'help.ask': 'learner',
  'class.list': 'staff',
  'class.make': 'instructor',
  'class.change': 'instructor',
  'class.code': 'instructor',
  'class.end': 'instructor',
  'class.all': 'instructor',
  'class.step': 'instructor',
  'class.message': 'instructor',
  'class.audit': 'staff',
  'class.follow': 'staff',
  'class.leave': 'staff',
  'staff.invite': 'instructor',
  'staff.list': 'staff',
  'staff.remove': 'instructor',
  'person.log': 'staff',
  'person.remove': 'instructor',
  'person.readmit': 'instructor',
  'person.merge': 'instructor',
  'person.link': 'instructor',
}

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
  'lab.extend': null
  'step.replay': null
  'step.count': null
  'company.take': null
  'company.end': null
  'me.watch': Me
  'me.link': { link: string }
  'message.read': null
  'help.ask': null
  'class.list': ClassView[]
  'class.make': ClassView
  'class.change': ClassView
  'class.code': ClassView
  'class.end': ClassView
  'class.all': null
  'class.step': { learners: number }
  'class.message': null
  'class.audit': Happening[]
  'class.follow': RosterView
  'class.leave': null
  'staff.invite': { link: string }
  'staff.list': Staff[]
  'staff.remove': null
  'person.log': Happening[]
  'person.remove': null
  'person.readmit': null
  'person.merge': null
  'person.link': { link: string }
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
  /** There is room for the input that follows. */
  'shell.ready': (at: { lab: string; shell: string }) => void
  /** A viewer that fell far behind, and everybody after a server restart: forget the screen and draw this one. */
  'shell.screen': (screen: ShellScreen) => void
  /** The shell's size was set by another window. */
  'shell.size': (size: { lab: string; shell: string; cols: number; rows: number }) => void
  /** Somebody else types in this shell. */
  'shell.typist': (typing: { lab: string; shell: string; name: string }) => void
  company: (company: Company) => void
  me: (me: Me) => void
  roster: (view: RosterView) => void
  /** Whether the engine is there: once at the beginning, and whenever that changes. */
  engine: (view: EngineView) => void
  /** Something went wrong that no request is waiting for. */
  problem: (problem: { code: string; message: string; cure?: string }) => void
}
