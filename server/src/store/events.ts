import { randomInt } from 'node:crypto'
import { tick } from './stamp'
import type { Database, Tables } from './tables'

/** Something that happened in a class: `person` is whom it is about, `by` who did it; `at` in milliseconds since 1970. */
export interface EventRow extends Omit<Tables['event'], 'detail'> {
  /** What JSON can hold, as the kind has it. */
  detail: unknown
}

export interface NewEvent {
  class?: string | null
  person?: string | null
  by?: string | null
  kind: string
  detail?: unknown
}

/** Which events to list: all that are named must be so. */
export interface EventFilter {
  class?: string
  person?: string
  kinds?: readonly string[]
  /** Only what somebody did, not what happened by itself. */
  done?: true
  /** Not before this time, in milliseconds since 1970. */
  since?: number
  /** At most so many, the newest (1000). */
  limit?: number
}

/** Only digits, all of one length: these sort by time in every language a database may be set up for. */
const eventId = () => `${String(tick()).padStart(14, '0')}${String(randomInt(1e8)).padStart(8, '0')}`

const eventOf = ({ detail, ...row }: Tables['event']): EventRow => ({ ...row, detail: JSON.parse(detail) as unknown })

/** What has happened; nothing is ever changed but whom it concerns, when two people are merged. */
export class EventStore {
  constructor(private readonly db: Database) {}

  async add({ class: classId = null, person = null, by = null, kind, detail = null }: NewEvent): Promise<EventRow> {
    const row = { id: eventId(), at: Date.now(), class: classId, person, by, kind }
    await this.db
      .insertInto('event')
      .values({ ...row, detail: JSON.stringify(detail) })
      .execute()
    return { ...row, detail }
  }

  /** The newest first. */
  async list({ class: classId, person, kinds, done, since, limit = 1000 }: EventFilter = {}): Promise<EventRow[]> {
    if (kinds?.length === 0) return []
    let query = this.db.selectFrom('event').selectAll().orderBy('id', 'desc').limit(limit)
    if (classId !== undefined) query = query.where('class', '=', classId)
    if (person !== undefined) query = query.where('person', '=', person)
    if (done) query = query.where('by', 'is not', null)
    if (kinds) query = query.where('kind', 'in', [...kinds])
    if (since !== undefined) query = query.where('at', '>=', since)
    return (await query.execute()).map(eventOf)
  }
}
