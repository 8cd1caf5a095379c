import type { Database } from './tables'

/** Who is logged in. `hash` is the SHA-256 of a cookie's token in hexadecimal, times are milliseconds since 1970. */
export class LoginStore {
  constructor(private readonly db: Database) {}

  async add(login: { token: string; person: string; expires: number }): Promise<void> {
    const { token, person, expires } = login
    await this.db.insertInto('login').values({ token, person, at: Date.now(), expires }).execute()
  }

  /** Whose login it is and until when, or null where there is none that still holds at `now`. */
  async find(hash: string, now: number): Promise<{ person: string; expires: number } | null> {
    const query = this.db.selectFrom('login').select(['person', 'expires'])
    return (await query.where('token', '=', hash).where('expires', '>', now).executeTakeFirst()) ?? null
  }

  /** Ends one login; one that is gone already is none to end. */
  async revoke(hash: string): Promise<void> {
    await this.db.deleteFrom('login').where('token', '=', hash).execute()
  }

  /** Deletes what has expired at `now`; gives how many. */
  async sweep(now: number): Promise<number> {
    const { numDeletedRows } = await this.db.deleteFrom('login').where('expires', '<=', now).executeTakeFirst()
    return Number(numDeletedRows)
  }
}
