import { z } from 'zod'
import { type ClassView, type ActivityEvent, type RosterView, classSchema } from '../classroom'
import { name, nothing, ofClass, person, text } from './fields'
import type { RequestRow } from './row'

const view = z.custom<ClassView>()

/** Classes, and what is done to all who are in one. */
export const classRequests = {
  'class.list': { right: 'staff', payload: nothing, answer: z.custom<ClassView[]>() },
  'class.make': { right: 'instructor', payload: classSchema, answer: view },
  'class.change': {
    right: 'instructor',
    payload: z.strictObject({ ...ofClass, change: classSchema.partial().extend({ open: z.boolean().optional() }) }),
    answer: view,
  },
  /** A new join code; the one before stops working. */
  'class.code': { right: 'instructor', payload: z.strictObject(ofClass), answer: view },
  /** Ends it for good: labs stop, nobody comes in; progress stays. */
  'class.end': { right: 'instructor', payload: z.strictObject(ofClass), answer: view },
  /** `pause`: terminals take no input and no lab's time runs. `extend`: half an hour more for every running lab. */
  'class.all': {
    right: 'instructor',
    payload: z.strictObject({ ...ofClass, what: z.enum(['pause', 'resume', 'extend', 'stop']) }),
  },
  /** For everybody whose lab runs. */
  'class.step': {
    right: 'instructor',
    payload: z.strictObject({ ...ofClass, lab: name, step: name, what: z.enum(['solve', 'reset', 'count']) }),
    answer: z.custom<{ learners: number }>(),
  },
  /** To one learner, or to all. */
  'class.message': {
    right: 'instructor',
    payload: z.strictObject({ ...ofClass, person: person.nullable(), text: text.min(1) }),
  },
  /** What instructors did in a class, newest first. */
  'class.audit': { right: 'staff', payload: z.strictObject(ofClass), answer: z.custom<ActivityEvent[]>() },
  /** The roster now; changes follow as `roster` events. */
  'class.follow': { right: 'staff', payload: z.strictObject(ofClass), answer: z.custom<RosterView>() },
  'class.leave': { right: 'staff', payload: z.strictObject(ofClass) },
} satisfies Record<string, RequestRow>
