/** A lab as loaded from its folder. */
import type { AlternativeSpec, Both, CheckSpec, LabSpec, Language, MistakeSpec } from '@contract/lesson'
import type { BlockSegment, Segment } from '@contract/view'
import type { Finding } from './finding'
import type { ParsedStep } from './markdown'
import type { YamlFile } from './yaml'

export type { Finding } from './finding'

/** What a learner clicks and a verification plays: a command, a file, a fault. */
type Block = BlockSegment & {
  /** In a `::: solution`. */
  hidden: boolean
}

export interface Step {
  /** The step's folder. */
  id: string
  /** From 1. */
  number: number
  minutes: number
  title: Both
  /** First paragraph, plain. */
  excerpt: Both
  segments: Record<Language, Segment[]>
  /** All blocks of the English text in order, those of solutions included. */
  blocks: Block[]
  checks: CheckSpec[]
  mistakes: MistakeSpec[]
  alternatives: AlternativeSpec[]
}

export interface Lab {
  id: string
  /** Absolute path. */
  folder: string
  spec: LabSpec
  steps: Step[]
}

/** A step's files as read: the linter's view of it. */
export interface StepSources {
  id: string
  texts: Partial<Record<Language, ParsedStep>>
  checks: YamlFile<CheckSpec[]>
  mistakes: YamlFile<MistakeSpec[]> | null
  alternatives: YamlFile<AlternativeSpec[]> | null
}

export interface LoadedLab {
  id: string
  /** Null when errors prevent it. */
  lab: Lab | null
  findings: Finding[]
  /** The files behind `lab`, with places; null when there is no lab. */
  sources: { spec: YamlFile<LabSpec>; steps: StepSources[] } | null
}
