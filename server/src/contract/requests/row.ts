/** What a row of the request table says. */
import type { z } from 'zod'

/** Rights about one lab: `lab` for one's own (not observers); `look` and `act` also for a learner's, `look` for all staff, `act` for instructors. */
export type LabRight = 'lab' | 'look' | 'act'

/** Who may ask. `known`: everybody let in. `staff`: instructors and observers. `learner`: who is in a class. */
export type Right = LabRight | 'known' | 'staff' | 'instructor' | 'learner'

export const isLabRight = (right: Right): right is LabRight => ['lab', 'look', 'act'].includes(right)

/** A request about a lab says which, and whose. */
type Payload =
  | { right: LabRight; payload: z.ZodType<{ lab: string; person?: string | undefined }> }
  | { right: Exclude<Right, LabRight>; payload: z.ZodType<object> }

/** Something a window tells the server, without an answer. */
export type MessageRow = Payload & {
  /** A learner may do it although the class has a pause, or is over. Otherwise what needs the right `lab` or `act` is refused then. */
  evenWhen?: readonly ('paused' | 'over')[]
}

/** Something a window asks of the server. */
export type RequestRow = MessageRow & {
  /** What the answer carries: `z.custom<…>()`. Left out: null. */
  answer?: z.ZodType
}
