import { EventEmitter } from 'node:events'
import type Docker from 'dockerode'
import type { FaultAct } from '@contract/fault'
import type { NodeSpec } from '@contract/lesson'
import type { Problem } from '@contract/problem'
import type { NodePhase, NodeView } from '@contract/view'
import { LabError, toProblem } from '../errors'
import { engineCall } from './engine'
import { cells, frame, numbers } from './frames'
import type { Pipe } from './pipe'
import { openPipe } from './pipe'

/** How a script in a node ended. */
export interface JobResult {
  /** Exit status; 128 + signal when killed. */
  status: number
  timedOut: boolean
  stdout: string
  stderr: string
}

export interface JobOptions {
  /** Milliseconds until it is killed. */
  timeout?: number
  stdin?: Buffer | string
  /** Bytes of output kept. */
  cap?: number
}

/** A job that goes on until it is ended. */
export interface RunningJob {
  /** Kills it, and whatever it started. */
  end(): void
  /** How it ended. */
  ended: Promise<JobResult>
}

/** What a shell's connection tells. */
export interface ShellEvents {
  /** `created`: the shell is new. Otherwise what follows first is its remembered output. */
  opened(created: boolean): void
  replay(data: Buffer): void
  data(data: Buffer): void
  exit(status: number): void
  /** All input has been taken, after much of it had waited. */
  drained?(): void
  closed(reason: string): void
}

export interface ShellLink {
  write(data: string): void
  /** Bytes of input that the node has not taken yet. */
  readonly waiting: number
  resize(cols: number, rows: number): void
  hangup(): void
  pause(): void
  resume(): void
  close(): void
}

interface Job {
  resolve(result: JobResult): void
  reject(error: Error): void
  stdout: Buffer[]
  stderr: Buffer[]
  /** Told of output instead of its being kept. */
  output?: (chunk: Buffer) => void
}

/** Seconds that a node may take from its container's start until its agent answers. */
const bootSeconds = 90
/** Milliseconds between two looks of the agent at the node's state. */
const watchEvery = 500

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
  private jobs = new Map<number, Job>()
  private lastJob = 0
  private disposed = false
  private faults: NodeView['faults'] = []
  private watching: readonly string[] = []

  constructor(
    readonly name: string,
    readonly spec: NodeSpec,
    public container: Docker.Container | null = null,
  ) {
    super()
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
    // Its container's own end is made anew with every boot.
    if (phase !== 'ready') this.faults = []
    this.emit('change')
  }

  /** Keeps in mind what was done to it from outside, until its undoing or its next boot. */
  suffers(act: FaultAct | null, undone: FaultAct[] = []): void {
    const others = this.faults.filter((fault) => !undone.includes(fault.act))
    this.faults = act ? [...others, { act, since: Date.now() }] : others
    this.emit('change')
  }

  private unreachable(reason: string): LabError {
    return new LabError(
      'node.unreachable',
      `${this.name} does not answer (${reason})`,
      'Reset this node, or switch it on again',
      { node: this.name },
    )
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
    const container = this.running()
    // A list of shells is the first thing asked: its answer proves that the agent serves.
    await engineCall(`reaching ${this.name}`, async () => {
      const pipe = await openPipe(container, this.spec.kernel, bootSeconds, {
        frame: (kind, payload) => this.receive(kind, payload),
        closed: (reason) => this.lost(pipe, reason),
      })
      pipe.write(frame('C'))
      this.control = pipe
      if (this.watching.length > 0) this.askForStates(pipe)
    })
    await this.listShells()
    this.problem = undefined
    this.emit('change')
  }

  private lost(pipe: Pipe, reason: string): void {
    if (this.control === pipe) this.control = null
    const jobs = [...this.jobs.values()]
    this.jobs.clear()
    for (const job of jobs) job.reject(this.unreachable(reason))
    if (this.disposed) return
    if (this.phase === 'ready') {
      this.problem = toProblem(this.unreachable(reason))
      setTimeout(() => this.retry(), 2000).unref()
    }
    this.emit('change')
  }

  /** A ready node that stopped answering: its connection broke, its kernel hangs, or the engine is away. Asked until it is known. */
  private retry(): void {
    if (this.disposed || this.phase !== 'ready' || this.control) return
    this.connect().catch(() => setTimeout(() => this.retry(), 2000).unref())
  }

  /** Has the agent tell the node's state whenever it changes, with the content of these files; none: no more. */
  watch(paths: readonly string[]): void {
    this.watching = paths
    if (this.control) this.askForStates(this.control)
  }

  private askForStates(pipe: Pipe): void {
    pipe.write(frame('W', numbers(this.watching.length > 0 ? watchEvery : 0), this.watching.join('\0')))
  }

  private receive(kind: string, payload: Buffer): void {
    if (kind === 'w') return void this.emit('state', Buffer.from(payload))
    const job = this.jobs.get(payload.readUInt32BE(0))
    if (!job) return
    if (kind === 'o' && job.output) job.output(payload.subarray(4))
    else if (kind === 'o') job.stdout.push(Buffer.from(payload.subarray(4)))
    if (kind === 'e') job.stderr.push(Buffer.from(payload.subarray(4)))
    if (kind === 'x') {
      this.jobs.delete(payload.readUInt32BE(0))
      job.resolve({
        status: payload.readUInt32BE(4),
        timedOut: payload[8] === 1,
        stdout: Buffer.concat(job.stdout).toString(),
        stderr: Buffer.concat(job.stderr).toString(),
      })
    }
  }

  private ask(send: (pipe: Pipe, number: number) => void, output?: Job['output']): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      if (!this.control) return reject(this.unreachable(this.phase === 'off' ? 'it is off' : 'no connection'))
      const number = (this.lastJob = (this.lastJob + 1) >>> 0)
      this.jobs.set(number, { resolve, reject, stdout: [], stderr: [], ...(output && { output }) })
      send(this.control, number)
    })
  }

  /** Runs a bash script in the node, beside its terminals. Rejects only when the node cannot be reached. */
  async job(script: string, { timeout = 10_000, stdin = '', cap = 65_536 }: JobOptions = {}): Promise<JobResult> {
    if (!this.control && this.phase !== 'off' && this.container) await this.connect()
    const text = Buffer.from(script)
    return this.ask((pipe, number) => {
      pipe.write(frame('j', numbers(number, timeout, cap, text.length), text, stdin))
    })
  }

  /** Starts a bash script that runs until it is ended, and tells its output as it comes. */
  stream(script: string, output: (chunk: Buffer) => void): RunningJob {
    let end: () => void = () => undefined
    const text = Buffer.from(script)
    const ended = this.ask((pipe, number) => {
      end = () => pipe.write(frame('k', numbers(number)))
      // No time limit; 4 GiB of output are none either.
      pipe.write(frame('j', numbers(number, 0, 0, text.length), text))
    }, output)
    return { end: () => end(), ended }
  }

  /** Writes a file in the node, with the folders that lead to it. */
  async writeFile(path: string, content: string, executable: boolean): Promise<void> {
    const quoted = `'${path.replaceAll("'", `'\\''`)}'`
    const { status, stderr } = await this.job(
      `mkdir -p "$(dirname ${quoted})" && cat > ${quoted} && chmod ${executable ? 755 : 644} ${quoted}`,
      { stdin: content },
    )
    if (status !== 0)
      throw new LabError(
        'node.write',
        `${path} cannot be written on ${this.name}: ${stderr.trim()}`,
        'Free some space there, or reset the node',
        { node: this.name, path },
      )
  }

  /** Names of the shells that run in the node. */
  async listShells(): Promise<string[]> {
    const { stdout } = await this.ask((pipe, number) => pipe.write(frame('l', numbers(number))))
    return stdout.split('\0').filter(Boolean)
  }

  /** Attaches to a shell, started if it does not run. */
  async shell(id: string, cols: number, rows: number, events: ShellEvents): Promise<ShellLink> {
    const container = this.running()
    return engineCall(`opening a terminal on ${this.name}`, async () => {
      const pipe = await openPipe(container, this.spec.kernel, bootSeconds, {
        frame: (kind, payload) => {
          if (kind === 'd') events.data(payload)
          else if (kind === 'r') events.replay(payload)
          else if (kind === 'n') events.opened(payload[0] === 1)
          else if (kind === 'x') events.exit(payload.readUInt32BE(0))
        },
        drained: () => events.drained?.(),
        closed: (reason) => events.closed(reason),
      })
      pipe.write(frame('S', `${id}\0`, cells(cols, rows)))
      return {
        write: (data) => pipe.write(frame('d', data)),
        get waiting() {
          return pipe.waiting
        },
        resize: (newCols, newRows) => pipe.write(frame('w', cells(newCols, newRows))),
        hangup: () => pipe.write(frame('k')),
        pause: () => pipe.pause(),
        resume: () => pipe.resume(),
        close: () => pipe.close(),
      }
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
    return raw
      .toString('utf8')
      .replace(/[^\x20-\x7e\n]/g, '')
      .trim()
  }

  /** Lets go of the connection; the node itself goes on. */
  dispose(): void {
    this.disposed = true
    this.control?.close()
    this.removeAllListeners()
  }
}
