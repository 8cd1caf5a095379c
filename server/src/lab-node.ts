import { EventEmitter } from 'node:events'
import type { FaultAct } from '@contract/fault'
import type { NodeSpec } from '@contract/lesson'
import type { Problem } from '@contract/problem'
import type { NodePhase, NodeView } from '@contract/view'
import { AgentClient, bootSeconds } from './agent/client'
import type { AgentStream } from './agent/connection'
import type { JobOptions, JobResult, RunningJob } from './agent/jobs'
import { connectCommand, endConnectionsCommand } from './agent/protocol'
import type { ShellEvents, ShellLink } from './agent/shell-link'
import type { Machine } from './engine/machine'
import { toProblem } from './errors'

export type { JobResult, RunningJob } from './agent/jobs'
export type { ShellEvents, ShellLink } from './agent/shell-link'

/**
 * One node of a running lab: its machine on the engine, and the agent in whichever kernel that runs.
 * Emits `change` whenever its view changes, and while it is watched `state` whenever what it does has changed. Who makes it disposes of it.
 */
export class LabNode extends EventEmitter<{ change: []; state: [Buffer] }> {
  private phase: NodePhase = 'waiting'
  private since = Date.now()
  private problem: Problem | undefined
  private faults: NodeView['faults'] = []
  private readonly agent: AgentClient

  constructor(
    readonly name: string,
    readonly spec: NodeSpec,
    /** Null: not created. */
    public machine: Machine | null = null,
  ) {
    super()
    this.agent = new AgentClient(name, {
      dial: () => this.dial(),
      away: () => (this.phase === 'off' ? 'it is off' : this.machine ? null : 'not created'),
      wanted: () => this.phase === 'ready',
    })
    this.agent.on('connected', () => this.found())
    this.agent.on('lost', (error) => this.found(error))
    this.agent.on('state', (state) => this.emit('state', state))
  }

  get view(): NodeView {
    const { name, phase, since, problem, faults } = this
    return { name, phase, since, faults, ...(problem && { problem }) }
  }

  get state(): NodePhase {
    return this.phase
  }

  /** Whether shells and jobs can reach it now. */
  get reachable(): boolean {
    return this.agent.connected
  }

  /** Moves the node to another phase; the reason only with `failed`. */
  become(phase: NodePhase, error?: unknown): void {
    if (this.phase === phase && !error) return
    this.phase = phase
    this.since = Date.now()
    this.problem = error === undefined ? undefined : toProblem(error)
    if (phase !== 'ready') {
      // Its container's own end is made anew with every boot; so is its agent.
      this.faults = []
      this.agent.forgive()
    }
    this.emit('change')
  }

  /** Keeps in mind what was done to it from outside, until its undoing or its next boot. */
  suffers(act: FaultAct | null, undone: FaultAct[] = []): void {
    const others = this.faults.filter((fault) => !undone.includes(fault.act))
    this.faults = act ? [...others, { act, since: Date.now() }] : others
    this.emit('change')
  }

  private dial(): Promise<AgentStream> {
    if (!this.machine) throw this.agent.unreachable('not created')
    return this.machine.exec(`reaching ${this.name}`, connectCommand(this.spec.kernel, bootSeconds))
  }

  /** Its agent answers, or does so no longer. */
  private found(lost?: unknown): void {
    if (!lost) this.problem = undefined
    else if (this.phase === 'ready') this.problem = toProblem(lost)
    this.emit('change')
  }

  /** Connects to the node's agent, waiting for it to boot. Calls at the same time share one attempt. */
  connect(): Promise<void> {
    return this.agent.connect()
  }

  /** Has the node's state told whenever it changes, with the content of these files; none: no more. */
  watch(paths: readonly string[]): void {
    this.agent.watch(paths)
  }

  /** Runs a bash script in the node, beside its terminals. Rejects only when the node cannot be reached, or does not answer. */
  job(script: string, options?: JobOptions): Promise<JobResult> {
    return this.agent.job(script, options)
  }

  /** Starts a bash script that runs until it is ended, and tells its output as it comes. */
  stream(script: string, output: (chunk: Buffer) => void): RunningJob {
    return this.agent.stream(script, output)
  }

  /** Writes a file in the node, with the folders that lead to it. */
  writeFile(path: string, content: string, executable: boolean): Promise<void> {
    return this.agent.writeFile(path, content, executable)
  }

  /** Names of the shells that run in the node. */
  listShells(): Promise<string[]> {
    return this.agent.listShells()
  }

  /** Attaches to a shell, started if it does not run. */
  shell(id: string, cols: number, rows: number, events: ShellEvents): Promise<ShellLink> {
    return this.agent.shell(id, cols, rows, events)
  }

  /** Waits until the node's boot services have been started. */
  async booted(): Promise<void> {
    await this.connect()
    await this.job('until [ -e /run/lab/booted ]; do sleep 0.1; done', { timeout: bootSeconds * 1000 })
  }

  /** Ends connections to its agent, older than so many seconds, that nobody is at the end of any more. */
  async endConnections(olderThanSeconds: number): Promise<void> {
    await this.machine?.spawn(endConnectionsCommand(olderThanSeconds))
  }

  /** Lets go of the connection; the node itself goes on. */
  dispose(): void {
    this.agent.dispose()
    this.removeAllListeners()
  }
}
