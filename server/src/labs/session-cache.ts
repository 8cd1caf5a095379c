import type { Engine } from '../engine/engine'
import { type FoundSession, findSessions } from '../engine/survey'

/** Milliseconds for which what was seen answers everybody who asks. */
const validMs = 1000

/** A look at what runs on the engine, shared: a class that starts at once asks more often than the engine should be. */
export class SessionCache {
  private last: { found: Promise<FoundSession[]>; until: number } | null = null

  /** What was seen is over: who asks next looks anew. */
  expire(): void {
    this.last = null
  }

  sessions(engine: Engine): Promise<FoundSession[]> {
    if (this.last && performance.now() < this.last.until) return this.last.found
    const look = { found: findSessions(engine), until: Infinity }
    this.last = look
    const seen = () => (look.until = performance.now() + validMs)
    look.found.then(seen, () => {
      // Who asked has the error; who asks next does not get it again.
      if (this.last === look) this.last = null
    })
    return look.found
  }
}
