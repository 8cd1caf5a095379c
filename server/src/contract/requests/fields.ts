/** Fields that several payloads have. */
import { z } from 'zod'

export const name = z.string().min(1).max(64)
export const person = z.string().regex(/^[0-9a-f]{8}$/)
export const text = z
  .string()
  .trim()
  .max(1000)
  .regex(/^[^\0]*$/, 'no NUL')

export const nothing = z.strictObject({})
/** A lab by its name; another's as `name@person`. Whatever comes back about it names it in the same way. */
export const ofLab = { lab: z.string().regex(/^[^@]{1,64}(@[0-9a-f]{8})?$/) }
export const ofStep = { ...ofLab, step: name }
export const ofNode = { ...ofLab, node: name }
/** A shell: `node/number`. */
export const ofShell = { ...ofLab, shell: z.string().regex(/^[a-z][a-z0-9-]{0,14}\/[1-9]\d{0,2}$/) }
export const ofClass = { class: person }
export const ofLearner = { ...ofClass, person }
