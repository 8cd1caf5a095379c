import { EventEmitter } from 'node:events'
import type { ShellScreen, ShellState, ShellView } from '@contract/view'
import { isEngineGone } from '../engine/engine'
import type { LabNode, ShellLink } from '../lab-node'
import { LabError } from '../errors'
import { log } from '../log'
import { Throttle } from '../throttle'
import { type Piece, Filter, pieceWork } from './filter'
import { Pace } from './pace'
import { Screen, fitting } from './screen'
import { Typist } from './typist'
import { type Viewer, Viewers } from './viewers'

/** Bytes that the server's own copy of the screen may lag behind before the shell waits for it. */
const screenHighBytes = 512 * 1024
/** Bytes of input that may wait for the node before more must be held back, and above which nothing is taken. */
const inputHighBytes = 64 * 1024
const inputMostBytes = 128 * 1024
/** Milliseconds between two tellings of what a shell does: its program may say so a million times a second. */
const tellEveryMs = 100

/**
 * One shell in a node: it lives in the node's agent and outlives the server; this is the server's end of it.
 * Emits `change` when its view changes, `settled` whenever a command has ended.
 */
export class Shell extends EventEmitter<{ change: []; settled: [] }> {
  private readonly screen: Screen
  private readonly viewers: Viewers
  private readonly typist: Typist
  private link: ShellLink | null = null
  private linking: Promise<void> | null = null
  private state: ShellState = 'connecting'
  private status: number | undefined
  private paused = false
  private outgoing: Piece[] = []
  private readonly filter = new Filter(() => this.screen)
  private readonly resizes = new Pace(16, 4)
  private resizing = false
  private wanted: { by: Viewer | null; cols: number; rows: number } | null = null
  private roomFor: (() => void)[] = []
  private readonly changed = new Throttle(tellEveryMs, () => this.emit('change'))
  private readonly settled = new Throttle(tellEveryMs, () => this.emit('settled'))
  private disposed = false
  /** It is to end, even if it is only being opened. */
  private unwanted = false
  /** A command has begun, and its end was not told yet. */
  private ran = false

  constructor(
    readonly lab: string,
    readonly node: LabNode,
    readonly number: number,
    size = { cols: 100, rows: 30 },
  ) {
    super()
    this.typist = new Typist((text) => this.link?.write(text))
    this.screen = new Screen(size, {
      entered: () => this.typist.entered(),
      prompt: () => this.marked(() => this.typist.prompt()),
      command: () => {
        this.ran = true
        this.marked(() => this.typist.command())
      },
      done: (status) => {
        this.marked(() => this.typist.done(status))
        // A prompt that is drawn (the first one, or anew after a resize) tells a status too, and nothing was done.
        if (this.ran) this.settled.take()
        this.ran = false
      },
    })
    this.viewers = new Viewers(
      () => this.capture(),
      () => this.flow(),
    )
  }

  /** `node/number`, as on the page. */
  get id(): string {
    return `${this.node.name}/${this.number}`
  }

  get view(): ShellView {
    const { id, lab, node, state, status } = this
    return { id, lab, node: node.name, state, idle: this.typist.idle, ...(status !== undefined && { status }) }
  }

  private marked(change: () => void): void {
    const before = this.typist.idle
    change()
    if (before !== this.typist.idle) this.changed.take()
  }

  private become(state: ShellState, status?: number): void {
    if (this.state === state && this.status === status) return
    this.state = state
    this.status = status
    this.changed.take()
  }

  private async capture(): Promise<ShellScreen> {
    this.flush()
    const screen = await this.screen.snapshot()
    return { shell: this.view, screen, cols: this.screen.cols, rows: this.screen.rows }
  }

  /** Connects to the shell in the node, starting it where it does not run. */
  open(): Promise<void> {
    if (this.link) return Promise.resolve()
    this.linking ??= this.connect().finally(() => (this.linking = null))
    return this.linking
  }

  private async connect(): Promise<void> {
    if (this.node.state === 'off') {
      this.become('off')
      throw new LabError('node.off', { node: this.node.name })
    }
    this.become('connecting')
    await this.node.connect()
    const link = await this.node.shell(String(this.number), this.screen.cols, this.screen.rows, {
      opened: () => {
        this.typist.begin()
        this.filter.reset()
        this.screen.reset()
        this.become('live')
        this.anew()
        setTimeout(() => this.link && this.marked(() => this.typist.assumePrompt()), 5000).unref()
      },
      replay: (data) => {
        for (const piece of this.filter.pass(data)) this.screen.write(piece)
        this.anew()
      },
      data: (data) => this.receive(data),
      drained: () => this.drained(),
      exit: (status) => this.become('ended', status),
      closed: (reason) => this.closed(link, reason),
    })
    this.link = link
    // It was closed while it was being opened: what began for it ends.
    if (this.unwanted) link.hangup()
    if (this.disposed) link.close()
  }

  /** The screen is another one: windows get it as soon as what came with this is read. */
  private anew(): void {
    setImmediate(() => this.viewers.refreshAll())
  }

  private closed(link: ShellLink, reason: string): void {
    if (this.link !== link) return
    this.link = null
    this.paused = false
    this.screen.silence()
    this.typist.fail()
    this.drained()
    if (this.disposed || this.state === 'ended') return
    if (this.node.state === 'off' || this.node.state === 'failed') return this.become('off')
    log.info({ shell: this.id, reason }, 'shell connection lost')
    this.become('connecting')
    // The node still answers: only this connection broke. Somebody is looking, so take it up again.
    setTimeout(() => this.nodeChanged(), 1000).unref()
  }

  private receive(data: Buffer): void {
    for (const piece of this.filter.pass(data)) {
      this.screen.write(piece, () => this.flow())
      if (this.outgoing.push(piece) === 1) setImmediate(() => this.flush())
    }
  }

  /** Sends what came to the windows, together as far as it is no long work for one of them. */
  private flush(): void {
    const pieces = this.outgoing
    this.outgoing = []
    while (pieces.length > 0) {
      let [end, work] = [0, 0]
      for (; end < pieces.length && (end === 0 || work < pieceWork); end++) work += pieces[end]?.work ?? 0
      const chunks = pieces.splice(0, end).map(({ bytes }) => bytes)
      this.viewers.send(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    }
    this.flow()
  }

  /** Lets the shell run or wait, by who has caught up. */
  private flow(): void {
    if (!this.paused && (this.viewers.crowded || this.screen.pending > screenHighBytes)) {
      this.paused = true
      this.link?.pause()
    } else if (this.paused && this.viewers.clear && this.screen.pending < screenHighBytes / 2) {
      this.paused = false
      this.link?.resume()
    }
  }

  /** Attaches a window of this size and returns what it shows first. Its shell is opened where it is not. */
  async attach(viewer: Viewer, cols: number, rows: number): Promise<ShellScreen> {
    this.resize(viewer, cols, rows)
    if (this.state !== 'ended')
      await this.open().catch((error: unknown) => {
        // It comes when the node, or the engine, is there again.
        if (!isEngineGone(error) && !(error instanceof LabError && error.code.startsWith('node.'))) throw error
      })
    return this.viewers.add(viewer)
  }

  /** Shows the shell to a guest's window, as it is and at the size it has. */
  watch(viewer: Viewer & { guest: true }): Promise<ShellScreen> {
    return this.viewers.add(viewer)
  }

  detach(viewer: Viewer): void {
    this.viewers.remove(viewer)
  }

  drawn(viewer: Viewer, bytes: number): void {
    this.viewers.drawn(viewer, bytes)
  }

  /** Types. Says whether it was taken: when the node reads nothing, what is typed would only pile up here. */
  input(data: string): boolean {
    const taken = !this.link || this.link.waiting <= inputMostBytes
    if (taken) this.link?.write(data)
    return taken
  }

  /** Why input is not taken. */
  full(): LabError {
    return new LabError('shell.full', { node: this.node.name })
  }

  /** Resolves once there is room for more input. */
  async ready(): Promise<void> {
    if (this.link && this.link.waiting > inputHighBytes)
      await new Promise<void>((resolve) => this.roomFor.push(resolve))
  }

  private drained(): void {
    const waiting = this.roomFor
    this.roomFor = []
    for (const resolve of waiting) resolve()
  }

  /** Gives it the size of a window, as far as it fits; only so often. */
  resize(by: Viewer | null, cols: number, rows: number): void {
    this.wanted = { by, cols, rows }
    if (this.resizing) return
    const turn = this.resizes.turn()
    if (!turn) return this.takeSize()
    this.resizing = true
    void turn.then(() => {
      this.resizing = false
      this.takeSize()
    })
  }

  private takeSize(): void {
    if (!this.wanted || this.disposed) return
    const { by, ...asked } = this.wanted
    const { cols, rows } = fitting(asked)
    this.wanted = null
    if (rows !== asked.rows) by?.size(cols, rows)
    if (cols === this.screen.cols && rows === this.screen.rows) return
    this.screen.resize(cols, rows)
    this.link?.resize(cols, rows)
    this.viewers.resized(by, cols, rows)
  }

  /** Types a command of the lesson at the prompt; resolves with its exit status. */
  async run(text: string, started: () => void = () => undefined): Promise<number> {
    if (this.state === 'ended') this.reopen()
    await this.open()
    return this.typist.run(text, started)
  }

  /** Forgets commands that still wait for the prompt. */
  cancel(): void {
    this.typist.clear(new LabError('shell.cancelled'))
  }

  /** Makes an ended shell ready to be opened anew. */
  reopen(): void {
    // The old connection may not have said yet that it is over: nothing more is typed into it.
    const old = this.link
    this.link = null
    old?.close()
    this.filter.reset()
    this.screen.reset()
    this.become('connecting')
  }

  /** The node went off or came back. */
  nodeChanged(): void {
    if (this.node.state === 'off' && this.state !== 'ended') this.become('off')
    const back = this.node.reachable && (this.state === 'off' || this.state === 'connecting')
    if (back && !this.link && this.viewers.owned)
      this.open().catch((error: unknown) => log.info({ error: String(error) }, 'shell does not come back'))
  }

  /** Text on the screen and above it. */
  text(): Promise<string> {
    return this.screen.text()
  }

  /** Ends the shell and what runs in it. */
  hangup(): void {
    this.unwanted = true
    this.link?.hangup()
  }

  /** Lets go of the connection; the shell in the node goes on. */
  dispose(): void {
    this.disposed = true
    this.typist.fail()
    this.drained()
    this.changed.dispose()
    this.settled.dispose()
    this.link?.close()
    this.viewers.dispose()
    this.screen.dispose()
    this.removeAllListeners()
  }
}
