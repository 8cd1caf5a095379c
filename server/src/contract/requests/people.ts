import { z } from 'zod'
import { type ActivityEvent, type Me, type Staff, lineOf } from '../classroom'
import type { CatalogueView } from '../view'
import { nothing, ofLearner, person, text } from './fields'
import type { RequestRow } from './row'

/** The path of a personal link. */
const link = z.custom<{ link: string }>()

/** What belongs to whoever asks, and who else may come in. */
export const peopleRequests = {
  /** The catalogue now; changes follow as `catalogue` events. */
  'catalogue.watch': { right: 'known', payload: nothing, answer: z.custom<CatalogueView>() },
  /** Who I am; changes follow as `me` events. */
  'me.watch': { right: 'known', payload: nothing, answer: z.custom<Me>() },
  /** A new personal link; the one before stops working, and every login but this one ends. */
  'me.link': { right: 'learner', payload: nothing, answer: link },
  'message.read': { right: 'learner', payload: nothing },
  /** Asks the instructor; null: no longer. */
  'help.ask': { right: 'learner', payload: z.strictObject({ text: text.nullable() }) },
  /** Lets an observer (of all classes) in. */
  'staff.invite': {
    right: 'instructor',
    payload: z.strictObject({ name: lineOf(40), role: z.enum(['observer', 'instructor']) }),
    answer: link,
  },
  /** Instructors and observers who may come in. */
  'staff.list': { right: 'staff', payload: nothing, answer: z.custom<Staff[]>() },
  /** Puts one of them out for good; not oneself. */
  'staff.remove': { right: 'instructor', payload: z.strictObject({ person }) },
  'person.log': { right: 'staff', payload: z.strictObject(ofLearner), answer: z.custom<ActivityEvent[]>() },
  'person.remove': { right: 'instructor', payload: z.strictObject(ofLearner) },
  'person.readmit': { right: 'instructor', payload: z.strictObject(ofLearner) },
  /** `person` becomes one with `into`, which keeps its name and link. */
  'person.merge': { right: 'instructor', payload: z.strictObject({ ...ofLearner, into: person }) },
  /** A new personal link for somebody who has lost theirs; all their logins end. */
  'person.link': { right: 'instructor', payload: z.strictObject(ofLearner), answer: link },
} satisfies Record<string, RequestRow>
