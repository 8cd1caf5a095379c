/** The load that a lab's client makes, and what became of it. */
import { z } from 'zod'
import type { Problem } from './problem'

/** Requests a second. */
const rate = z.number().int().min(1).max(200)
/** Shown to a shell: no quotes, no blanks. */
const plain = /^[\w.:/?&=%@+~-]+$/

/** A URL that a shell may see between quotes. */
export const urlSchema = z
  .string()
  .max(200)
  .regex(/^(https?|mysql):\/\/[^/]+\//, 'a URL such as http://10.0.0.100/')
  .regex(plain, 'a URL without quotes and blanks')

export const loadSchema = z.strictObject({
  rate,
  /** Several requests on one connection, or a new one for each. */
  keep: z.boolean(),
  /** `http://10.0.0.100/`, `https://…`, or `mysql://user:password@10.0.0.100/database` for writes. */
  url: urlSchema,
})
export type Load = z.infer<typeof loadSchema>

/** Stands for all who answered beyond those that are told apart. */
export const others = '…'

/** Half a second of traffic, by when it was sent. Times are milliseconds since 1970. */
export interface Bucket {
  at: number
  /** Answers by who gave them. */
  by: Record<string, number>
  lost: number
  /** Milliseconds: the median and the slowest of its answers. */
  median: number
  slowest: number
}

/** A time in which nothing was answered: from the last answer before it to the first one after. */
export interface Outage {
  from: number
  /** Null while it lasts. */
  to: number | null
  lost: number
  /** Why, as the client saw it: `refused`, `timeout`, `unreachable`, `reset`, `malformed`, or a status. */
  reason: string
}

/** Something that happened, on the same axis. */
export interface Mark {
  at: number
  kind: 'vip' | 'fault' | 'undone' | 'check'
  /** `vip`: who has it now, blank for nobody. `fault`, `undone`: the act. `check`: its name. */
  what: string
  node?: string
}

export interface TrafficView {
  lab: string
  /** What is sent now; null: nothing. */
  load: Load | null
  /** Since when, in milliseconds since 1970. */
  since: number
  /** All answers and losses since then. */
  by: Record<string, number>
  lost: number
  buckets: Bucket[]
  outages: Outage[]
  marks: Mark[]
  /** Why it ended by itself. */
  problem?: Problem
}
