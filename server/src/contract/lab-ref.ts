import { z } from 'zod'
import { localLearner } from './classroom'

/** One person's lab: everybody has their own of each name. */
export interface LabRef {
  lab: string
  person: string
}

export const isSameLab = (one: LabRef, other: LabRef | null): boolean =>
  one.lab === other?.lab && one.person === other.person

/** A lab in a payload: without `person`, the sender's own. */
export const labRefFields = {
  lab: z.string().min(1).max(64),
  person: z
    .string()
    .regex(new RegExp(`^([0-9a-f]{8}|${localLearner})$`))
    .optional(),
}
