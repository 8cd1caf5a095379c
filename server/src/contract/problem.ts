/** What went wrong, in a shape that travels: to a terminal, an HTTP answer, a socket acknowledgement. */
export interface Problem {
  /** Stable name, for translation and tests: `engine.none`, `lab.unknown`, … */
  code: string
  /** What happened, in English. */
  message: string
  /** What to do about it: a command or an action. */
  cure?: string
  /** The figures and names in the message, for translation. */
  params?: Record<string, string | number>
}

/** Every acknowledgement: a value, or the reason why not. */
export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem }
