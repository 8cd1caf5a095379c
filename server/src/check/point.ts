/** One thing that a verification proves, and whether it held. */
export interface Point {
  lab: string
  step: string
  /** `before`: a check fails on the untouched step. `already`: it holds there, as it says. `play`: its blocks run and its checks pass. `mistake`: a mistake is caught. `alternative`: another right way is accepted. */
  kind: 'before' | 'already' | 'play' | 'mistake' | 'alternative'
  name: string
  ok: boolean
  /** Why not, in one line. */
  reason?: string
  /** What was on the screens when it failed. */
  transcript?: string
  /** Milliseconds. */
  took: number
}

/** What each kind of point says, in words. */
export const meaning: Record<Point['kind'], (name: string) => string> = {
  before: (name) => `${name} fails untouched`,
  already: (name) => `${name} holds untouched`,
  play: () => 'played, all checks pass',
  mistake: (name) => `mistake ${name} is caught`,
  alternative: (name) => `alternative ${name} is accepted`,
}
