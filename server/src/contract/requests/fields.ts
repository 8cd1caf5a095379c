/** Fields that several payloads have. */
import { z } from 'zod'
import { labRefFields } from '../lab-ref'

export const name = z.string().min(1).max(64)
export const person = z.string().regex(/^[0-9a-f]{8}$/)
export const text = z
  .string()
  .trim()
  .max(1000)
  .regex(/^[^\0]*$/, 'no NUL')

export const nothing = z.strictObject({})
export const ofLab = labRefFields
export const ofStep = { ...ofLab, step: name }
export const ofNode = { ...ofLab, node: name }
/** A shell: `node/number`. */
export const ofShell = { ...ofLab, shell: z.string().regex(/^[a-z][a-z0-9-]{0,14}\/[1-9]\d{0,2}$/) }
export const ofClass = { class: person }
export const ofLearner = { ...ofClass, person }
