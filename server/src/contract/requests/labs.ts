import { z } from 'zod'
import { faultActs } from '../fault'
import { languages } from '../lesson'
import type { CaptureView } from '../packets'
import { type TrafficView, loadSchema, urlSchema } from '../traffic'
import type { BlockView, ChecksView, LabEntry, ShellView, StateEvent, StepView } from '../view'
import type { VisitView } from '../visit'
import { name, ofLab, ofNode, ofStep } from './fields'
import type { MessageRow, RequestRow } from './row'

/** What of a lab a window must know that opens it. */
export interface FollowedLab {
  entry: LabEntry
  checks: ChecksView | null
  blocks: BlockView[]
  shells: ShellView[]
  states: StateEvent[]
  traffic: TrafficView | null
}

/** Labs and their steps. */
export const labRequests = {
  /** Follow a lab; the learner of another's is told who does. Its `lab`, `session`, `checks`, `block`, `shell` and `state` events come until `lab.leave`. */
  'lab.follow': { right: 'look', payload: z.strictObject(ofLab), answer: z.custom<FollowedLab>() },
  'lab.leave': { right: 'look', payload: z.strictObject(ofLab) },
  'lab.start': { right: 'lab', payload: z.strictObject(ofLab) },
  /** Half an hour more, as long as the class allows. */
  'lab.extend': { right: 'act', payload: z.strictObject(ofLab) },
  'lab.stop': { right: 'act', payload: z.strictObject(ofLab), evenWhen: ['over'] },
  /** `lab`: all nodes fresh, back to step 1. `step`: nodes as when the step began (fresh, earlier steps played). `node`: one node fresh. */
  'lab.reset': {
    right: 'act',
    payload: z.discriminatedUnion('scope', [
      z.strictObject({ ...ofLab, scope: z.literal('lab') }),
      z.strictObject({ ...ofStep, scope: z.literal('step') }),
      z.strictObject({ ...ofNode, scope: z.literal('node') }),
    ]),
  },
  /** Does something to a node from outside: its power as well. */
  'node.fault': { right: 'lab', payload: z.strictObject({ ...ofNode, act: z.enum(faultActs) }) },
  /** Has the lab's client send this load; null: nothing. */
  'traffic.send': { right: 'lab', payload: z.strictObject({ ...ofLab, load: loadSchema.nullable() }) },
  /** Captures on every node while the client asks once for this URL; null: for five seconds, what nodes tell each other. */
  'packets.capture': {
    right: 'lab',
    payload: z.strictObject({ ...ofLab, url: urlSchema.nullable() }),
    answer: z.custom<CaptureView>(),
  },
  /** Fetches a page as the lab's client would. */
  'service.visit': {
    right: 'lab',
    payload: z.strictObject({ ...ofLab, url: urlSchema }),
    answer: z.custom<VisitView>(),
  },
  'step.read': {
    right: 'look',
    payload: z.strictObject({ ...ofStep, language: z.enum(languages) }),
    answer: z.custom<StepView>(),
  },
  /** The learner works on this step now: its checks run live. Kept as the step to resume at. */
  'step.enter': {
    right: 'lab',
    payload: z.strictObject(ofStep),
    answer: z.custom<ChecksView | null>(),
    evenWhen: ['paused', 'over'],
  },
  /** Plays the steps before this one on the nodes, visibly: a fresh lab then is where the learner was. */
  'step.replay': { right: 'act', payload: z.strictObject(ofStep) },
  /** Counts a step as done. */
  'step.count': { right: 'act', payload: z.strictObject(ofStep) },
  'step.solve': { right: 'act', payload: z.strictObject(ofStep) },
  'step.unsolve': { right: 'act', payload: z.strictObject(ofLab) },
  /** Runs a block in its nodes' terminals (or writes its file). The answer says where; `block` events say how it goes. */
  'block.run': {
    right: 'lab',
    payload: z.strictObject({ ...ofStep, block: name }),
    answer: z.custom<{ shells: string[] }>(),
  },
} satisfies Record<string, RequestRow>

export const labMessages = {
  /** The learner has opened a check's hint; one that is not shown is none. */
  'hint.opened': {
    right: 'lab',
    payload: z.strictObject({ ...ofStep, check: name }),
    evenWhen: ['paused', 'over'],
  },
} satisfies Record<string, MessageRow>
