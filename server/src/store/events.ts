import { randomInt } from 'node:crypto'
import { tick } from './stamp'
import type { Database, Tables } from './tables'

/** Something that happened in a class: `person` is whom it is about, `by` who did it; `at` in milliseconds since 1970. */
interface EventRow extends Omit<Tables['event'], 'detail'> {
  /** What JSON can hold, as the kind has it. */
  detail: unknown
}

/** What is alike of two events that say the same again. */
type Alike = Pick<Tables['event'], 'class' | 'person' | 'by' | 'kind'>

interface NewEvent {
  class?: string | null
  person?: string | null
  by?: string | null
  kind: string
  detail?: unknown
}

/** Which events to list: all that are named must be so. */
interface EventFilter {
  class?: string
  /** With `class`: also what belongs to no class. */
  general?: true
  person?: string
  kinds?: readonly string[]
  except?: readonly string[]
  /** Only what somebody did (true), or what happened by itself (false). */
  done?: boolean
  /** At most so many, the newest (1000). */
  limit?: number
}

/** Only digits, all of one length: these sort by time in every language a database may be set up for. */
const eventId = () => `${String(tick()).padStart(14, '0')}${String(randomInt(1e8)).padStart(8, '0')}`

const eventOf = ({ detail, ...row }: Tables['event']): EventRow => ({ ...row, detail: JSON.parse(detail) as unknown })

/** What has happened. Nothing is ever changed but whom it concerns, when two people are merged; of what repeats itself the oldest goes. */
export class EventStore {
  constructor(private readonly db: Database) {}

  /** `most`: of what is like it (class, person, kind, and who did it) so many are kept, the newest; all where none is said. */
  async add(
    { class: classId = null, person = null, by = null, kind, detail = null }: NewEvent,
    most = Infinity,
  ): Promise<EventRow> {
    const row = { id: eventId(), at: Date.now(), class: classId, person, by, kind }
    await this.db
      .insertInto('event')
      .values({ ...row, detail: JSON.stringify(detail) })
      .execute()
    if (most < Infinity) await this.prune(row, most)
    return { ...row, detail }
  }

  private async prune(alike: Alike, most: number): Promise<void> {
    const same = (['class', 'person', 'by', 'kind'] as const).map(
      (key) => [key, alike[key] === null ? 'is' : '=', alike[key]] as const,
    )
    let search = this.db.selectFrom('event').select('id').orderBy('id', 'desc').offset(most).limit(1)
    for (const where of same) search = search.where(...where)
    const last = await search.executeTakeFirst()
    if (!last) return
    let old = this.db.deleteFrom('event').where('id', '<=', last.id)
    for (const where of same) old = old.where(...where)
    await old.execute()
  }

  /** The newest first. */
  async list(filter: EventFilter = {}): Promise<EventRow[]> {
    const { class: classId, general, person, kinds, except = [], done, limit = 1000 } = filter
    if (kinds?.length === 0) return []
    let query = this.db.selectFrom('event').selectAll().orderBy('id', 'desc').limit(limit)
    if (classId !== undefined)
      query = query.where((is) => is.or([is('class', '=', classId), ...(general ? [is('class', 'is', null)] : [])]))
    if (person !== undefined) query = query.where('person', '=', person)
    if (done !== undefined) query = query.where('by', done ? 'is not' : 'is', null)
    if (except.length > 0) query = query.where('kind', 'not in', [...except])
    if (kinds) query = query.where('kind', 'in', [...kinds])
    return (await query.execute()).map(eventOf)
  }
}
