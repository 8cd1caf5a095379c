/** What went wrong, in a shape that travels: to a terminal, an HTTP answer, a socket acknowledgement. */
import { z } from 'zod'

export const problemSchema = z.object({
  /** Stable name, for translation and tests: `engine.none`, `lab.unknown`, … */
  code: z.string(),
  /** What happened, in English. */
  message: z.string(),
  /** What to do about it: a command or an action. */
  cure: z.string().optional(),
  /** The figures and names in the message, for translation. */
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export type Problem = z.infer<typeof problemSchema>

/** Every acknowledgement: a value, or the reason why not. */
export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem }
