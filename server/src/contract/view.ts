/** What the page shows. Times are milliseconds since 1970 on the server's clock. */
import type { FaultAct } from './fault'
import type { Both, Language, NodeSpec } from './lesson'
import type { Problem } from './problem'
import type { NodeState } from './state'

/** One piece of a step's text, in order. `id` is the block's place in the step and the same in both languages. */
export type Segment =
  | { type: 'html'; html: string }
  | {
      type: 'run'
      id: string
      /** Runs in each of these, in this order. */
      nodes: string[]
      code: string
      /** The command is meant to fail (status other than 0). */
      fails: boolean
      /** Output to expect, from the ```console that follows. */
      expected?: string
    }
  | {
      type: 'file'
      id: string
      nodes: string[]
      path: string
      content: string
      language: string
      executable: boolean
      /** Lines (from 0) that differ from the file as an earlier step left it; absent when the file is new. */
      changed?: { lines: number[]; sinceStep: number }
    }
  | {
      type: 'fault'
      id: string
      nodes: string[]
      act: FaultAct
    }
  | { type: 'console'; text: string }
  | { type: 'callout'; kind: 'note' | 'tip' | 'warning' | 'predict' | 'solution'; title?: string; segments: Segment[] }

/** What a learner runs, in the order of the text. */
export type BlockSegment = Extract<Segment, { type: 'run' | 'file' | 'fault' }>

/** A step as read, in one language. */
export interface StepView {
  lab: string
  step: string
  language: Language
  title: string
  segments: Segment[]
}

export interface StepEntry {
  id: string
  title: Both
  minutes: number
  /** First paragraph of the text, plain. */
  excerpt: Both
  checks: { id: string; title: Both }[]
  /** Number of blocks of each kind. */
  runs: number
  files: number
  done: boolean
}

/** A lab in the catalogue, and everything of it that does not change while it runs. */
export interface LabEntry {
  id: string
  title: Both
  tagline: Both
  summary: Both
  track: 'lvs' | 'keepalived' | 'nginx' | 'heartbeat'
  order: number
  level: 'beginner' | 'intermediate' | 'advanced'
  modules: string[]
  before: string[]
  network: { cidr: string; vips: string[] }
  nodes: ({ name: string } & Pick<NodeSpec, 'role' | 'kernel' | 'address' | 'memory' | 'services'>)[]
  /** MiB of memory the running lab may take. */
  memory: number
  /** Programs that its steps run, for the search. */
  commands: string[]
  steps: StepEntry[]
  /** The step to resume at. */
  currentStep: string
  /** A broken lesson is listed with what is wrong, and cannot be started. */
  problems: Problem[]
  session: SessionView | null
  /** The lab was ended by time, idleness or the instructor; until it is started again. */
  ended?: { at: number; why: 'time' | 'idle' | 'class' | 'instructor' }
}

export interface CatalogueView {
  labs: LabEntry[]
  machine: {
    /** Null: everything a lab needs is there. */
    problem: Problem | null
    ownKernel: boolean
    /** How many more labs fit into the memory that is free. */
    room: number
  }
}

export type NodePhase = 'waiting' | 'creating' | 'booting' | 'ready' | 'off' | 'failed'

export interface NodeView {
  name: string
  phase: NodePhase
  /** When the phase began. */
  since: number
  problem?: Problem
  /** What was done to it from outside and lasts; power has its own phase. */
  faults: { act: FaultAct; since: number }[]
}

export interface SessionView {
  id: string
  lab: string
  phase: 'starting' | 'running' | 'stopping' | 'failed'
  since: number
  nodes: NodeView[]
  /**
   * What a start is doing before nodes exist: `queue.room`, `queue.turn` (detail: the place in the queue, from 1), `image.pull`,
   * `image.base`, `image.build`, `network`; detail in words.
   */
  progress?: { code: string; detail: string; since: number }
  problem?: Problem
  /** Step whose checks run, if any. */
  step: string | null
  /** Solve-for-me is playing this step. */
  solving: string | null
  /** When it will be ended, and whether because its time is over or because nobody does anything. */
  limit?: { at: number; why: 'time' | 'idle' | 'class' }
}

type CheckState = 'pending' | 'waiting' | 'running' | 'passed' | 'failed' | 'error'

export interface CheckView {
  id: string
  state: CheckState
  /** Printed by the check: what was found, or the measured value. */
  found?: string
  /** Failed: the hint that fits. */
  hint?: { id: string; text: Both }
  /** Error: why the check itself could not run. */
  problem?: Problem
  /** Waiting: for this check. */
  waitsFor?: string
  /** When the last result came. */
  at?: number
  /** A passed check that turned false: when it was last true. */
  trueUntil?: number
}

export interface ChecksView {
  lab: string
  step: string
  checks: CheckView[]
}

/** `ran`: also a fault that was brought about. `cancelled`: it was not run after all (the queue was emptied, or its terminal ended). */
export type BlockState = 'queued' | 'running' | 'ran' | 'failed' | 'written' | 'cancelled'

export interface BlockView {
  lab: string
  step: string
  block: string
  state: BlockState
  node: string
  /** Exit status, once it ran. */
  status?: number
  /** The terminal it ran in. */
  shell?: string
}

export type ShellState = 'connecting' | 'live' | 'off' | 'ended'

export interface ShellView {
  /** `node/number`, for example `director1/1`. */
  id: string
  lab: string
  node: string
  state: ShellState
  /** Exit status once ended. */
  status?: number
  /** At the prompt: nothing runs in the foreground. */
  idle: boolean
}

/** What one node does; null: not known. */
export interface StateEvent {
  lab: string
  node: string
  state: NodeState | null
}

/** A shell's screen at the moment of attaching, as text with escape sequences for a terminal of this size. */
export interface ShellScreen {
  shell: ShellView
  screen: string
  cols: number
  rows: number
  /** Input is not taken: somebody else's terminal. The size is then the owner's. */
  watching?: true
}
