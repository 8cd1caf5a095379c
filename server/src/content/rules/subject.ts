import type { Finding } from '../finding'
import type { Lab, LoadedLab } from '../lab'

/** What a rule looks at. */
interface Subject {
  lab: Lab
  sources: NonNullable<LoadedLab['sources']>
  /** All labs of the folder, the subject among them. */
  all: LoadedLab[]
}

/** One kind of thing to find. */
export type Rule = (subject: Subject) => Finding[]
