import { EventEmitter } from 'node:events'
import type { Problem } from '@contract/problem'
import type { Load, Mark, TrafficView } from '@contract/traffic'
import type { LabNode, RunningJob } from '../../lab-node'
import { LabError, toProblem } from '../../errors'
import { plain } from '../../text'
import { Tally } from '../../observe/tally'

/** Milliseconds between two tellings. */
const everyMs = 500
/** Milliseconds that a visitor waits for an answer. */
const visitorTimeoutMs = 1000
/** Buckets told again with each telling: their answers may still be coming. */
const freshMs = 3000
/** Milliseconds for which marks are kept. */
const keptMs = 5 * 60_000
/** Marks that are kept, the last ones. */
const mostMarks = 200
/** Characters of a reason why it ended. */
const reasonLimitChars = 200

/** Bytes that a load source may print between two tellings: its lines, and those of all requests under way at once. */
const mostBytes = (rate: number) => 64 * (1000 + rate * 4)

const endedError = (reason: string) => new LabError('traffic.ended', { reason })
const floodError = () => new LabError('traffic.flood')

/**
 * The load that a lab's client makes, for as long as somebody wants it; and what happened meanwhile, on the same axis.
 * Emits `view`: everything at first, later what is new.
 */
export class Traffic extends EventEmitter<{ view: [TrafficView] }> {
  private job: RunningJob | null = null
  private load: Load | null = null
  private since = 0
  private tally = new Tally(1, (said) => said)
  private marks: Mark[] = []
  private problem: Problem | undefined
  private timer: NodeJS.Timeout | null = null
  private printed = 0

  constructor(
    private readonly lab: string,
    private readonly nodes: ReadonlyMap<string, LabNode>,
  ) {
    super()
  }

  private client(): LabNode {
    const node = [...this.nodes.values()].find(({ spec }) => spec.role === 'client')
    if (!node) throw new LabError('traffic.client')
    return node
  }

  /** Makes of what an answer says the node that it names, if it names one. */
  private namer(): (words: string) => string {
    const names = [...this.nodes.keys()].map((name) => [name, new RegExp(`\\b${name}\\b`)] as const)
    return (words) => names.find(([, pattern]) => pattern.test(words))?.[0] ?? words
  }

  /** Begins to send; what was sent until now is forgotten. */
  start(load: Load): void {
    this.stop()
    const { rate, keep, url } = load
    const command = url.startsWith('mysql:')
      ? `exec lab-load-sql ${Math.min(rate, 20)} ${visitorTimeoutMs} '${url}'`
      : `exec lab-load ${rate} ${keep ? 'keep' : 'close'} ${visitorTimeoutMs} '${url}'`
    const tally = (this.tally = new Tally(rate, this.namer()))
    const job = this.client().stream(command, (chunk) => this.take(tally, chunk, mostBytes(rate)))
    this.job = job
    this.load = load
    this.since = Date.now()
    this.problem = undefined
    this.timer = setInterval(() => {
      this.printed = 0
      this.tell()
    }, everyMs).unref()
    job.ended.then(
      ({ status, stderr }) => this.ended(job, endedError(plain(stderr, reasonLimitChars) || `status ${status}`)),
      (error: unknown) => this.ended(job, error),
    )
    this.tell(0)
  }

  private take(tally: Tally, chunk: Buffer, most: number): void {
    if (!this.job || tally !== this.tally) return
    this.printed += chunk.length
    if (this.printed <= most) return tally.add(chunk.toString())
    this.ended(this.job, floodError())
  }

  private ended(job: RunningJob, error: unknown): void {
    if (this.job !== job) return
    this.problem = toProblem(error)
    this.stop()
  }

  /** Ends the sending; what was measured stays until the next begins. */
  stop(): void {
    const job = this.job
    if (this.timer) clearInterval(this.timer)
    this.job = this.load = this.timer = null
    job?.end()
    if (job) this.tell()
  }

  /** Something happened that belongs on the axis. */
  mark(mark: Mark): void {
    this.marks = [...this.marks.filter(({ at }) => at > mark.at - keptMs).slice(1 - mostMarks), mark]
    this.tell()
  }

  private tell(from = Date.now() - freshMs): void {
    this.emit('view', this.view(from))
  }

  /** Everything since a moment; sums, outages and marks are whole. */
  view(from = 0): TrafficView {
    const { lab, load, since, tally, marks, problem } = this
    return {
      lab,
      load,
      since,
      by: tally.by,
      lost: tally.lost,
      buckets: tally.since(from),
      outages: tally.outages(Date.now()),
      marks,
      ...(problem && { problem }),
    }
  }
}
