import { LabError, ProtocolError } from '../errors'
import { LimitedOutput } from '../limited-output'
import { frameKind } from './protocol'
import { exitStatus } from './shell-link'

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

/** Jobs that one node may have open at once; its agent serves 64. */
const mostJobs = 32
/** Milliseconds beyond a job's own limit after which a node that has not said how it ended does not answer. */
const graceMs = 15_000
/** Bytes kept of what is said where nothing else is asked for. */
export const keptBytes = 65_536

interface Job {
  resolve(result: JobResult): void
  reject(error: Error): void
  stdout: LimitedOutput
  stderr: LimitedOutput
  /** Told of output instead of its being kept. */
  output: ((chunk: Buffer) => void) | undefined
  timer: NodeJS.Timeout | undefined
}

/** What is asked of a node: bytes of output kept, milliseconds until it must be answered (none: when it is ended). */
interface Asked {
  cap: number
  withinMs?: number
  output?: (chunk: Buffer) => void
}

/** The jobs that a node has been given and has not said the end of. Whatever its agent does, each ends. */
export class Jobs {
  private readonly open = new Map<number, Job>()
  private last = 0

  constructor(
    private readonly node: string,
    /** The error that says that the node does not answer, and why that is thought. */
    private readonly unreachable: (reason: string) => LabError,
  ) {}

  /** Sends what `send` makes of the job's number (false: the node takes nothing in). Gives its number, and how it ends. */
  ask(
    { cap, withinMs, output }: Asked,
    send: (number: number) => boolean,
  ): { number: number; ended: Promise<JobResult> } {
    const number = ++this.last
    const ended = new Promise<JobResult>((resolve, reject) => {
      if (this.open.size >= mostJobs) throw new LabError('node.busy', { node: this.node, most: mostJobs })
      const [stdout, stderr] = [new LimitedOutput(cap), new LimitedOutput(cap)]
      this.open.set(number, { resolve, reject, stdout, stderr, output, timer: undefined })
      if (withinMs !== undefined) this.mustEnd(number, withinMs)
      try {
        if (!send(number)) throw this.unreachable('it takes nothing in')
      } catch (error) {
        this.forget(number)
        throw error
      }
    })
    return { number, ended }
  }

  private forget(number: number): void {
    clearTimeout(this.open.get(number)?.timer)
    this.open.delete(number)
  }

  /** The job must be answered within so many milliseconds, and what is granted beyond. */
  mustEnd(number: number, ms: number): void {
    const job = this.open.get(number)
    if (!job) return
    clearTimeout(job.timer)
    job.output &&= () => undefined
    job.timer = setTimeout(() => {
      this.open.delete(number)
      job.reject(this.unreachable(`no answer within ${Math.round((ms + graceMs) / 1000)} s`))
    }, ms + graceMs)
  }

  /** Takes in what the agent says of a job. Throws ProtocolError where that cannot be. */
  take(kind: string, payload: Buffer): void {
    const number = payload.readUInt32BE(0)
    if (number === 0 || number > this.last)
      throw new ProtocolError(`a frame '${kind}' of job ${number}, which was never begun`)
    const job = this.open.get(number)
    // One that was given up: its end may come late.
    if (!job) return
    const said = payload.subarray(4)
    if (kind === frameKind.stderr) job.stderr.add(said)
    else if (kind === frameKind.stdout && job.output) job.output(said)
    else if (kind === frameKind.stdout) job.stdout.add(said)
    else this.end(number, job, said)
  }

  private end(number: number, job: Job, said: Buffer): void {
    const [status, flag] = [exitStatus(said.readUInt32BE(0)), said[4] ?? 0]
    if (flag > 1) throw new ProtocolError(`an end with the flag ${flag}`)
    this.forget(number)
    const [stdout, stderr] = [job.stdout.toString(), job.stderr.toString()]
    job.resolve({ status, timedOut: flag === 1, stdout, stderr })
  }

  /** The connection is over: so is everything that was asked on it. */
  fail(error: LabError): void {
    const jobs = [...this.open.values()]
    this.open.clear()
    for (const { timer, reject } of jobs) {
      clearTimeout(timer)
      reject(error)
    }
  }
}
