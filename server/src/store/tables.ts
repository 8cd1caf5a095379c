import type { Kysely } from 'kysely'

/** What a person may do: learn; learn and look at a class; lead classes. */
export type Role = 'learner' | 'observer' | 'instructor'

/** Tables. Times are milliseconds since 1970; identifiers are 8 hexadecimal digits unless said otherwise. */
export interface Tables {
  /** A check that a learner has seen green. */
  passed: { learner: string; lab: string; step: string; check: string; at: number }
  /** A step whose checks were all green at once. */
  finished: { learner: string; lab: string; step: string; at: number }
  /** The step a learner worked on last, and since when. */
  place: { learner: string; lab: string; step: string; at: number }
  /** Somebody with a personal link; `link` is the SHA-256 of its token in hexadecimal. */
  person: {
    id: string
    class: string | null
    role: Role
    name: string
    link: string
    at: number
    removed: number | null
  }
  /** A browser that somebody is logged in with; `token` is the SHA-256 of its cookie in hexadecimal. */
  login: { token: string; person: string; at: number; expires: number }
  /** A class. `labs` is a JSON array of names; `open` is 0 or 1, as both databases take it; `minutes` and `idle` are minutes. */
  class: {
    id: string
    title: string
    labs: string
    capacity: number
    language: 'en' | 'zh'
    minutes: number
    idle: number
    ends: number | null
    code: string
    open: number
    paused: number | null
    at: number
    ended: number | null
  }
  /** Something that happened; `id` is digits that sort by time, `detail` is JSON. */
  event: {
    id: string
    at: number
    class: string | null
    person: string | null
    by: string | null
    kind: string
    detail: string
  }
}

/** The open database; `destroy` closes it. */
export type Database = Kysely<Tables>
