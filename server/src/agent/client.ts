import { EventEmitter } from 'node:events'
import { Backoff } from '../backoff'
import { LabError } from '../errors'
import { Meter } from '../meter'
import { plain } from '../text'
import {
  type AgentConnection,
  type AgentStream,
  type Closed,
  type ConnectionEvents,
  openConnection,
} from './connection'
import { cells, frame, numbers } from './frames'
import { type JobOptions, type JobResult, type RunningJob, Jobs, keptBytes } from './jobs'
import { type Kinds, controlKinds, frameKind, shellKinds } from './protocol'
import { type ShellEvents, type ShellLink, shellFrames, shellLink } from './shell-link'

/** Seconds that a node may take from its container's start until its agent answers. */
export const bootSeconds = 90
/** Milliseconds until the second attempt to reach a node. */
const firstWaitMs = 2000
/** Milliseconds at most between two attempts to reach a node that is wanted and not reached. */
const mostWaitMs = { unreachable: 10_000, garbled: 60_000 }
/** Characters of one line of what a node says that are shown. */
const lineLimit = 200
/** Milliseconds between two looks of the agent at the node's state. */
const watchEveryMs = 500
/** What a node's connections may bring together in 50 ms; a terminal that prints as fast as it can stays below. */
const allowance = { bytes: 2 * 2 ** 20, messages: 4000, workMs: 10 }

/** The way to a node's agent. */
interface Access {
  /** Opens a stream to it; an agent that does not run yet is waited for at the node's end. */
  dial(): Promise<AgentStream>
  /** Why there is no way at all; null: it can be tried. */
  away(): string | null
  /** Whether a connection that is lost is made anew. */
  wanted(): boolean
}

/**
 * What a node's agent can be asked: jobs, shells, files, and to tell the node's state. Emits `connected`; `lost` with the
 * error that says why; and while it is watched `state` whenever that has changed. Who makes it disposes of it.
 */
export class AgentClient extends EventEmitter<{ connected: []; lost: [LabError]; state: [Buffer] }> {
  private control: AgentConnection | null = null
  private connecting: Promise<void> | null = null
  private readonly jobs: Jobs
  private readonly meter = new Meter(allowance)
  private readonly backoff = new Backoff(firstWaitMs)
  /** It said what no agent says: until the next attempt it is not asked. */
  private garbled: LabError | null = null
  private again: NodeJS.Timeout | null = null
  private disposed = false
  private watching: readonly string[] = []

  constructor(
    /** The node's name, for errors. */
    private readonly node: string,
    private readonly access: Access,
  ) {
    super()
    this.jobs = new Jobs(node, (reason) => this.unreachable(reason))
  }

  /** Whether it can be asked now. */
  get connected(): boolean {
    return this.control !== null
  }

  /** The error that says that the node does not answer, and why. */
  unreachable(reason: string): LabError {
    return new LabError('node.unreachable', { node: this.node, reason })
  }

  private misled(what: string): LabError {
    return new LabError('node.garbled', { node: this.node, reason: what })
  }

  /** It is another agent from now on: what was before is forgotten. */
  forgive(): void {
    this.garbled = null
    this.backoff.reset()
  }

  private async dial(
    kinds: Kinds,
    listen: (connection: AgentConnection) => ConnectionEvents,
  ): Promise<AgentConnection> {
    if (this.garbled && this.backoff.waits) throw this.garbled
    const away = this.access.away()
    if (away) throw this.unreachable(away)
    return openConnection(await this.access.dial(), { kinds, meter: this.meter }, listen)
  }

  /** Connects, waiting for the node to boot. Calls at the same time share one attempt. */
  connect(): Promise<void> {
    this.connecting ??= this.open().finally(() => (this.connecting = null))
    return this.connecting
  }

  private async open(): Promise<void> {
    if (this.control || this.disposed) return
    const connection = await this.dial(controlKinds, (opened) => ({
      frame: (kind, payload) => this.receive(kind, payload),
      closed: (why) => this.lost(opened, why),
    }))
    if (this.disposed) return connection.close()
    this.control = connection
    connection.write(frame(frameKind.openControl))
    if (this.watching.length > 0) this.askForStates(connection)
    // A list of shells is the first thing asked: its answer proves that the agent serves.
    try {
      await this.listShells(bootSeconds * 1000)
    } catch (error) {
      connection.close({ reason: 'its agent does not answer', garbled: false })
      throw error
    }
    this.garbled = null
    this.backoff.connected()
    this.emit('connected')
  }

  private lost(connection: AgentConnection, { reason, garbled }: Closed): void {
    if (this.control !== connection) return
    this.control = null
    const error = garbled ? this.misled(reason) : this.unreachable(reason)
    this.jobs.fail(error)
    if (this.disposed) return
    this.garbled = garbled ? error : null
    const waitMs = this.backoff.next(garbled ? mostWaitMs.garbled : mostWaitMs.unreachable)
    if (this.access.wanted()) this.retryIn(waitMs)
    this.emit('lost', error)
  }

  /** Its connection broke, its kernel hangs, or the engine is away. Asked until it is known. */
  private retryIn(ms: number): void {
    this.again ??= setTimeout(() => {
      this.again = null
      if (this.disposed || !this.access.wanted() || this.control) return
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

  private askForStates(connection: AgentConnection): void {
    const everyMs = this.watching.length > 0 ? watchEveryMs : 0
    connection.write(frame(frameKind.watch, numbers(everyMs), this.watching.join('\0')))
  }

  private receive(kind: string, payload: Buffer): void {
    if (kind === frameKind.state) this.emit('state', payload)
    else this.jobs.take(kind, payload)
  }

  private reached(): AgentConnection {
    if (!this.control) throw this.unreachable(this.access.away() ?? 'no connection')
    return this.control
  }

  /** Runs a bash script in the node, beside its terminals. Rejects only when the node cannot be reached, or does not answer. */
  async job(script: string, { timeout = 10_000, stdin = '', cap = keptBytes }: JobOptions = {}): Promise<JobResult> {
    if (!this.control && !this.access.away()) await this.connect()
    const connection = this.reached()
    const text = Buffer.from(script)
    return this.jobs.ask({ cap, withinMs: timeout }, (number) =>
      connection.write(frame(frameKind.startJob, numbers(number, timeout, cap, text.length), text, stdin)),
    ).ended
  }

  /** Starts a bash script that runs until it is ended, and tells its output as it comes: as fast as `Meter` lets it. */
  stream(script: string, output: (chunk: Buffer) => void): RunningJob {
    const text = Buffer.from(script)
    const { control } = this
    const { number, ended } = this.jobs.ask({ cap: keptBytes, output }, (job) => {
      // No time limit; 4 GiB of output are none either.
      return this.reached().write(frame(frameKind.startJob, numbers(job, 0, 0, text.length), text))
    })
    const end = () => {
      control?.write(frame(frameKind.killJob, numbers(number)))
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
    if (status !== 0) throw new LabError('node.write', { node: this.node, path, reason: plain(stderr, lineLimit) })
  }

  /** Names of the shells that run in the node; it may take so many milliseconds. */
  async listShells(withinMs = 5000): Promise<string[]> {
    const connection = this.reached()
    const asked = { cap: keptBytes, withinMs }
    const { stdout } = await this.jobs.ask(asked, (number) =>
      connection.write(frame(frameKind.listShells, numbers(number))),
    ).ended
    return stdout.split('\0').filter(Boolean)
  }

  /** Attaches to a shell, started if it does not run. */
  async shell(id: string, cols: number, rows: number, events: ShellEvents): Promise<ShellLink> {
    const connection = await this.dial(shellKinds, () => ({
      frame: shellFrames(events),
      closed: ({ reason, garbled }) => {
        // It is one program that answers on all its connections.
        if (garbled) this.control?.close({ reason, garbled })
        events.closed(reason)
      },
      drained: () => events.drained?.(),
    }))
    connection.write(frame(frameKind.openShell, `${id}\0`, cells(cols, rows)))
    return shellLink(connection)
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
