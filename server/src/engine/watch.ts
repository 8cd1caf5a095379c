import { EventEmitter } from 'node:events'
import type { EngineView } from '@contract/engine'
import { LabError, toProblem, words } from '../errors'
import { log } from '../log'
import { Backoff } from '../backoff'

/** An engine as it is watched. */
export interface Watched {
  /** Rejects when it does not answer in time. */
  ping(): Promise<void>
  /** Follows what happens on it; `ended` is called once when it tells no more. Who calls closes it. */
  follow(ended: () => void): Promise<{ close(): void }>
  /** Starts it again, where it is ours, and returns when it answers. */
  start: (() => Promise<unknown>) | null
  /** Somebody has stopped it on purpose. */
  stopped(): boolean
  /** Where it says why it does not start. */
  log: string
}

/** What is done about the labs on it. */
export interface Labs {
  /** The engine is away. */
  lost(): void
  /** It is back: labs are taken up. `switching` is told how many nodes have to be switched on. Returns when all is done. */
  found(switching: (nodes: number) => void): Promise<void>
}

/** Milliseconds between two looks. */
const everyMs = 1000
/** Milliseconds between two starts: at first, and at most. */
const [firstWaitMs, longestWaitMs] = [1000, 30_000]
/** Starts after which the page and the log say that it does not work. */
const several = 3

/**
 * Looks whether an engine answers, every second and whenever its events end, and has it started again where it is ours.
 * Emits `change` when the page should say something else. Who makes it closes it.
 */
export class EngineWatch extends EventEmitter<{ change: [EngineView] }> {
  private now: EngineView
  private events: { close(): void } | null = null
  private timer: NodeJS.Timeout | null = null
  private looking = false
  private again = false
  private closed = false
  private readonly backoff = new Backoff(firstWaitMs)
  private recovery: Promise<void> = Promise.resolve()

  constructor(
    private readonly watched: Watched,
    private readonly labs: Labs,
  ) {
    super()
    this.now = { state: 'here', since: Date.now(), embedded: watched.start !== null, nodes: 0 }
  }

  get view(): EngineView {
    return this.now
  }

  /** Why nothing can be asked of it just now; null: it can. */
  get refusal(): LabError | null {
    const { state } = this.now
    if (state === 'stopped') return new LabError('engine.stopped')
    return state === 'away' ? new LabError('engine.gone') : null
  }

  /** Gives what is watched, or at once the reason why it cannot be used just now. */
  use<T>(engine: T): Promise<T> {
    const { refusal } = this
    return refusal ? Promise.reject(refusal) : Promise.resolve(engine)
  }

  /** Begins to look. */
  open(): void {
    void this.look()
  }

  /** Looks no more, and starts nothing. */
  close(): void {
    this.closed = true
    if (this.timer) clearTimeout(this.timer)
    this.events?.close()
    this.removeAllListeners()
  }

  private become(state: EngineView['state'], more: Partial<EngineView> = {}): void {
    const { embedded, since, state: before } = this.now
    this.now = { state, since: state === before ? since : Date.now(), embedded, nodes: 0, ...more }
    this.emit('change', this.now)
  }

  private async look(): Promise<void> {
    if (this.closed) return
    this.again = this.looking
    if (this.looking) return
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.looking = true
    await this.lookOnce()
    this.looking = false
    if (this.closed) return
    if (this.again) void this.look()
    else this.timer = setTimeout(() => void this.look(), everyMs).unref()
  }

  private async lookOnce(): Promise<void> {
    try {
      await this.watched.ping()
      this.events ??= await this.watched.follow(() => this.ended())
      if (this.closed) this.events.close()
    } catch (error) {
      this.lose(String(error))
      await this.start()
      return
    }
    if (this.closed) return
    if (this.refusal) this.find()
  }

  private ended(): void {
    this.events = null
    this.lose('its events have ended')
    void this.look()
  }

  private lose(reason: string): void {
    if (this.closed) return
    this.events?.close()
    this.events = null
    if (this.refusal) return
    log.warn({ reason }, 'the Docker engine is away')
    this.labs.lost()
    this.become('away')
  }

  /** Has labs taken up, once the engine is there: also what ended with the engine before this server began. */
  takeUp(): void {
    if (!this.refusal) this.recover() // otherwise once it is back
  }

  private recover(): void {
    this.become('back')
    const mine = this.now.since
    const current = () => !this.closed && this.now.state === 'back' && this.now.since === mine
    const work = async () => {
      if (current()) await this.labs.found((nodes) => current() && this.become('back', { nodes }))
      if (current()) this.become('here')
    }
    // What the last one began must end first: it may have been in the middle when the engine went away once more.
    this.recovery = this.recovery.then(work).catch((error: unknown) => {
      log.error({ error: String(error) }, 'labs could not be taken up again')
      if (current()) this.become('here')
    })
  }

  private find(): void {
    log.warn({ secondsAway: Math.round((Date.now() - this.now.since) / 1000) }, 'the Docker engine is back')
    this.backoff.connected()
    this.recover()
  }

  private async start(): Promise<void> {
    const { start } = this.watched
    if (!start || this.closed) return
    if (this.watched.stopped()) {
      if (this.now.state !== 'stopped') this.become('stopped')
      return
    }
    if (this.now.state === 'stopped') this.become('away')
    if (this.backoff.waits) return
    const { failures } = this.backoff
    try {
      if (failures >= several) this.complain(new Error(`it was started ${several} times and has ended each time`))
      await start()
      this.again = true
    } catch (error) {
      if (failures + 1 >= several) this.complain(error)
    }
    this.backoff.next(longestWaitMs)
  }

  private complain(error: unknown): void {
    if (this.now.problem) return
    const { log: file } = this.watched
    const reason = words(error)
    log.error({ reason, log: file }, 'the embedded engine does not come up; the server goes on trying')
    const said = error instanceof LabError ? error : new LabError('engine.embedded', { reason, log: file })
    this.become('away', { problem: toProblem(said) })
  }
}
