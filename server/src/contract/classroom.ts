/** Classes: who is who, what an instructor sees, and what each may ask for. Times are milliseconds since 1970 on the server's clock. */
import { z } from 'zod'
import { type Both, languages } from './lesson'

/** `owner`: whoever runs the server for themselves, without classes. An observer looks and does nothing. */
export type Role = 'owner' | 'learner' | 'observer' | 'instructor'

/** The one learner of a server without classes. */
export const localLearner = 'local'

/** What an instructor says to learners. */
export interface Message {
  id: string
  at: number
  from: string
  text: string
}

/** A question to the instructor; `text` may be empty. */
export interface Help {
  at: number
  text: string
}

/** Who the page belongs to. Sent anew (`me`) whenever it changes. */
export interface Me {
  id: string
  role: Role
  name: string
  /** A learner's class. */
  class: { id: string; title: string; labs: string[]; ends: number | null; paused: number | null } | null
  help: Help | null
  /** Not yet put away, oldest first. */
  messages: Message[]
}

export interface ClassView {
  id: string
  title: string
  /** Labs that the class may open, in order. */
  labs: string[]
  /** Most learners that the class takes. */
  capacity: number
  language: (typeof languages)[number]
  /** Minutes after which a lab ends, and minutes of idleness after which it ends. */
  minutes: number
  idle: number
  /** When the whole class ends. */
  ends: number | null
  /** `K7QF-2M9T` */
  code: string
  /** The join code lets people in. */
  open: boolean
  paused: number | null
  at: number
  /** Over: nobody comes in, nothing runs. */
  ended: number | null
  /** Learners in it, and those who have the page open. */
  learners: number
  here: number
}

interface FailingCheck {
  /** Place among the step's checks, from 1. */
  number: number
  title: Both
  found?: string
  hint?: Both
  hintOpened: boolean
  /** How often it was found failing after the learner had done something. */
  tries: number
}

/** How far a learner is in one lab. */
export interface LearnerLab {
  done: string[]
  /** The step worked on, and since when. */
  step: string
  since: number
  /** The newest check that turned green. */
  passedAt: number | null
}

export interface LearnerRow {
  id: string
  name: string
  joined: number
  removed: boolean
  /** Null: the page is open somewhere. */
  awaySince: number | null
  /** The lab that runs, or was worked on last. */
  lab: string | null
  phase: 'none' | 'queued' | 'starting' | 'running' | 'failed'
  /** Place in the queue, from 1. */
  place?: number
  /** When the running lab ends. */
  ends: number | null
  /** By lab; a lab never opened is missing. */
  labs: Record<string, LearnerLab>
  /** Of the step worked on. */
  checks: { passed: number; of: number; failing: FailingCheck | null } | null
  help: Help | null
  /** When something was last typed or clicked in the lab. */
  acted: number | null
  /** Names of those who take part in the lab beside the learner. */
  company: string[]
}

export interface RosterView {
  class: ClassView
  /** In order of arrival; those put out are last. */
  learners: LearnerRow[]
}

/** Milliseconds without a new check, while trying, after which a learner counts as stuck; without a page, as away. */
const stuckAfter = 5 * 60_000
const awayAfter = 60_000

export type Standing = 'help' | 'stuck' | 'failing' | 'working' | 'done' | 'away'

/** How a learner stands in a lab of so many steps, and since when: the most urgent that holds. */
export function standing(row: LearnerRow, lab: string, steps: number, now: number): { is: Standing; since: number } {
  const at = row.labs[lab]
  const since = at?.since ?? row.joined
  if (row.help) return { is: 'help', since: row.help.at }
  if (at && at.done.length >= steps && steps > 0) return { is: 'done', since: at.passedAt ?? since }
  if (row.awaySince !== null && now - row.awaySince > awayAfter) return { is: 'away', since: row.awaySince }
  const progressed = Math.max(since, at?.passedAt ?? 0)
  const trying = row.lab === lab && row.acted !== null && now - row.acted < stuckAfter
  if (trying && now - progressed > stuckAfter) return { is: 'stuck', since: progressed }
  if (row.lab === lab && row.checks?.failing) return { is: 'failing', since }
  return { is: 'working', since }
}

/** What has happened to a learner, or was done by an instructor: for the log beside the roster, and the audit log. */
export interface ActivityEvent {
  id: string
  at: number
  /** Whom it is about; null: the class. */
  person: string | null
  /** Name of who did it; null: the learner, or time. */
  by: string | null
  /**
   * `joined`, `help`, `helped`, `message`, `failed`, `passed`, `finished`, `hint`, `solved`, `reset`, `fault`, `started`,
   * `ended`, … and for what an instructor did the name of the request, for example `class.change`.
   */
  kind: string
  detail: Record<string, unknown>
}

/** Somebody who leads or observes classes. */
export interface Staff {
  id: string
  name: string
  role: Role
  at: number
}

/** Who else looks at a lab, as its learner is told. */
export interface Watchers {
  lab: string
  people: { id: string; name: string; role: Role; /** Types too. */ part: boolean }[]
}

/** One line of text: control characters have no place in names, and PostgreSQL refuses NUL. */
export const lineOf = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, 'no control characters')

const minutes = z
  .number()
  .int()
  .min(5)
  .max(7 * 24 * 60)
export const classSchema = z.strictObject({
  title: lineOf(80),
  labs: z.array(z.string().min(1).max(64)).min(1).max(64),
  capacity: z.number().int().min(1).max(500),
  language: z.enum(languages),
  minutes,
  idle: minutes,
  ends: z.number().int().positive().nullable(),
})
export type ClassInput = z.infer<typeof classSchema>

/** What somebody who joins sends: to `POST /join`. */
export const joinSchema = z.strictObject({
  code: z.string().max(40),
  name: lineOf(40),
})
/** What `POST /join` answers: the path of the link that lets the same person in again on any browser, and the class's language. */
export interface Joined {
  link: string
  language: (typeof languages)[number]
}
