import { EventEmitter } from 'node:events'
import type Docker from 'dockerode'
import type { FaultAct } from '@contract/fault'
import type { NodeSpec } from '@contract/lesson'
import type { Problem } from '@contract/problem'
import type { NodePhase, NodeView } from '@contract/view'
import { LabError, toProblem } from '../errors'
import { Backoff } from './backoff'
import { engineCall } from './engine'
import { cells, controlKinds, frame, numbers } from './frames'
import type { JobOptions, JobResult, RunningJob } from './jobs'
import { Jobs, keptBytes } from './jobs'
import { Meter } from './meter'
import type { Closed, Pipe } from './pipe'
import { openPipe } from './pipe'
import type { ShellEvents, ShellLink } from './shell-link'
import { shellFrames, shellLink } from './shell-link'
import { plain } from '../text'

export type { JobOptions, JobResult, RunningJob } from './jobs'
export type { ShellEvents, ShellLink } from './shell-link'

/** Seconds that a node may take from its container's start until its agent answers. */
const bootSeconds = 90
/** Milliseconds until the second attempt to reach a node. */
const firstWaitMs = 2000
/** Milliseconds at most between two attempts to reach a ready node that is not reached. */
const mostWaitMs = { unreachable: 10_000, garbled: 60_000 }
/** Bytes of what a container printed last that are shown. */
const lastWordsBytes = 2000
/** Characters of one line of what a node says that are shown. */
const lineLimit = 200
/** Milliseconds between two looks of the agent at the node's state. */
const watchEveryMs = 500

/**
 * One node of a running lab: its container, and the way into whichever kernel it runs.
 * Emits `change` whenever its view changes, and while it is watched `state` whenever what it does has changed. Who makes it disposes of it.
 */
export class LabNode extends EventEmitter<{ change: []; state: [Buffer] }> {
  private phase: NodePhase = 'waiting'
  private since = Date.now()
  private problem: Problem | undefined
  private control: Pipe | null = null
  private connecting: Promise<void> | null = null
  private readonly jobs: Jobs
  private readonly meter = new Meter()
  private readonly backoff = new Backoff(firstWaitMs)
  /** Its agent said what no agent says: until the next attempt it is not asked. */
  private garbled: LabError | null = null
  private again: NodeJS.Timeout | null = null
  private disposed = false
  private faults: NodeView['faults'] = []
  private watching: readonly string[] = []

  constructor(
    readonly name: string,
    readonly spec: NodeSpec,
    public container: Docker.Container | null = null,
  ) {
    super()
    this.jobs = new Jobs(name, (reason) => this.unreachable(reason))
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
    return this.control !== null
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
      this.garbled = null
      this.backoff.reset()
    }
    this.emit('change')
  }

  /** Keeps in mind what was done to it from outside, until its undoing or its next boot. */
  suffers(act: FaultAct | null, undone: FaultAct[] = []): void {
    const others = this.faults.filter((fault) => !undone.includes(fault.act))
    this.faults = act ? [...others, { act, since: Date.now() }] : others
    this.emit('change')
  }

  private unreachable(reason: string): LabError {
    return new LabError('node.unreachable', { node: this.name, reason })
  }

  private misled(what: string): LabError {
    return new LabError('node.garbled', { node: this.name, reason: what })
  }

  private running(): Docker.Container {
    if (!this.container) throw this.unreachable('not created')
    return this.container
  }

  /** Connects to the node's agent, waiting for it to boot. Calls at the same time share one attempt. */
  connect(): Promise<void> {
    this.connecting ??= this.open().finally(() => (this.connecting = null))
    return this.connecting
  }

  private async open(): Promise<void> {
    if (this.control || this.disposed) return
    if (this.garbled && this.backoff.waits) throw this.garbled
    const container = this.running()
    const pipe = await engineCall(`reaching ${this.name}`, () => {
      const options = { kernel: this.spec.kernel, seconds: bootSeconds, kinds: controlKinds, meter: this.meter }
      return openPipe(container, options, (opened) => ({
        frame: (kind, payload) => this.receive(kind, payload),
        closed: (why) => this.lost(opened, why),
      }))
    })
    if (this.disposed) return pipe.close()
    this.control = pipe
    pipe.write(frame('C'))
    if (this.watching.length > 0) this.askForStates(pipe)
    // A list of shells is the first thing asked: its answer proves that the agent serves.
    try {
      await this.listShells(bootSeconds * 1000)
    } catch (error) {
      pipe.close({ reason: 'its agent does not answer', garbled: false })
      throw error
    }
    this.garbled = null
    this.backoff.connected()
    this.problem = undefined
    this.emit('change')
  }

  private lost(pipe: Pipe, { reason, garbled }: Closed): void {
    if (this.control !== pipe) return
    this.control = null
    const error = garbled ? this.misled(reason) : this.unreachable(reason)
    this.jobs.fail(error)
    if (this.disposed) return
    this.garbled = garbled ? error : null
    const waitMs = this.backoff.next(garbled ? mostWaitMs.garbled : mostWaitMs.unreachable)
    if (this.phase === 'ready') {
      this.problem = toProblem(error)
      this.retryIn(waitMs)
    }
    this.emit('change')
  }

  /** A ready node that stopped answering: its connection broke, its kernel hangs, or the engine is away. Asked until it is known. */
  private retryIn(ms: number): void {
    this.again ??= setTimeout(() => {
      this.again = null
      if (this.disposed || this.phase !== 'ready' || this.control) return
      this.connect().catch(() => {
        // Where a connection came about, its end has said already when it is tried again.
        if (!this.disposed && !this.again) this.retryIn(this.backoff.next(mostWaitMs.unreachable))
      })
    }, ms).unref()
  }

  /** Has the agent tell the node's state whenever it changes, with the content of these files; none: no more. */
  watch(paths: readonly string[]): void {
    this.watching = paths
    if (this.control) this.askForStates(this.control)
  }

  private askForStates(pipe: Pipe): void {
    pipe.write(frame('W', numbers(this.watching.length > 0 ? watchEveryMs : 0), this.watching.join('\0')))
  }

  private receive(kind: string, payload: Buffer): void {
    if (kind === 'w') this.emit('state', payload)
    else this.jobs.take(kind, payload)
  }

  private reached(): Pipe {
    if (!this.control) throw this.unreachable(this.phase === 'off' ? 'it is off' : 'no connection')
    return this.control
  }

  /** Runs a bash script in the node, beside its terminals. Rejects only when the node cannot be reached, or does not answer. */
  async job(script: string, { timeout = 10_000, stdin = '', cap = keptBytes }: JobOptions = {}): Promise<JobResult> {
    if (!this.control && this.phase !== 'off' && this.container) await this.connect()
    const pipe = this.reached()
    const text = Buffer.from(script)
    return this.jobs.ask({ cap, withinMs: timeout }, (number) =>
      pipe.write(frame('j', numbers(number, timeout, cap, text.length), text, stdin)),
    ).ended
  }

  /** Starts a bash script that runs until it is ended, and tells its output as it comes: as fast as `Meter` lets it. */
  stream(script: string, output: (chunk: Buffer) => void): RunningJob {
    const text = Buffer.from(script)
    const { control } = this
    const { number, ended } = this.jobs.ask({ cap: keptBytes, output }, (job) => {
      // No time limit; 4 GiB of output are none either.
      return this.reached().write(frame('j', numbers(job, 0, 0, text.length), text))
    })
    const end = () => {
      control?.write(frame('k', numbers(number)))
      this.jobs.mustEnd(number, 0)
    }
    return { end, ended }
  }

  /** Writes a file in the node, with the folders that lead to it. */
  async writeFile(path: string, content: string, executable: boolean): Promise<void> {
    const quoted = `'${path.replaceAll("'", `'\\''`)}'`
    const { status, stderr } = await this.job(
      `mkdir -p "$(dirname ${quoted})" && cat > ${quoted} && chmod ${executable ? 755 : 644} ${quoted}`,
      { stdin: content },
    )
    if (status !== 0) throw new LabError('node.write', { node: this.name, path, reason: plain(stderr, lineLimit) })
  }

  /** Names of the shells that run in the node; it may take so many milliseconds. */
  async listShells(withinMs = 5000): Promise<string[]> {
    const pipe = this.reached()
    const asked = { cap: keptBytes, withinMs }
    const { stdout } = await this.jobs.ask(asked, (number) => pipe.write(frame('l', numbers(number)))).ended
    return stdout.split('\0').filter(Boolean)
  }

  /** Attaches to a shell, started if it does not run. */
  async shell(id: string, cols: number, rows: number, events: ShellEvents): Promise<ShellLink> {
    if (this.garbled && this.backoff.waits) throw this.garbled
    const container = this.running()
    return engineCall(`opening a terminal on ${this.name}`, async () => {
      const { kinds, frame: take } = shellFrames(events)
      const options = { kernel: this.spec.kernel, seconds: bootSeconds, kinds, meter: this.meter }
      const pipe = await openPipe(container, options, () => ({
        frame: take,
        closed: ({ reason, garbled }) => {
          // It is one program that answers on all its connections.
          if (garbled) this.control?.close({ reason, garbled })
          events.closed(reason)
        },
        drained: () => events.drained?.(),
      }))
      pipe.write(frame('S', `${id}\0`, cells(cols, rows)))
      return shellLink(pipe)
    })
  }

  /** Waits until the node's boot services have been started. */
  async booted(): Promise<void> {
    await this.connect()
    await this.job('until [ -e /run/lab/booted ]; do sleep 0.1; done', { timeout: bootSeconds * 1000 })
  }

  /** The last lines its container printed: why it did not boot. */
  async lastWords(): Promise<string> {
    const raw = (await this.running().logs({ stdout: true, stderr: true, tail: 8 })) as unknown as Buffer
    const lines = raw.subarray(-lastWordsBytes).toString('utf8').split('\n')
    return lines
      .map((line) => plain(line, lineLimit))
      .filter(Boolean)
      .join('\n')
  }

  /** Lets go of the connection; the node itself goes on. */
  dispose(): void {
    this.disposed = true
    if (this.again) clearTimeout(this.again)
    this.control?.close()
    this.meter.dispose()
    this.removeAllListeners()
  }
}
