import type { ShellScreen } from '@contract/view'
import { log } from '../log'
import { Pace } from './pace'

/** A window that shows a shell. */
export interface Viewer {
  /** Somebody else's: the shell never starts, waits or changes its size for it. */
  readonly guest?: true
  data(chunk: Buffer): void
  screen(screen: ShellScreen): void
  size(cols: number, rows: number): void
}

/** Bytes sent to a viewer and not yet drawn there, above which the shell waits, and below which it goes on. */
const highBytes = 256 * 1024
const lowBytes = 64 * 1024
/** Milliseconds that a shell waits for one slow viewer before it goes on without it. */
const patienceMs = 2000

interface Seat {
  viewer: Viewer
  /** Bytes sent and not yet drawn. */
  owed: number
  /** Data held back until the seat's first screen is out. */
  held: Buffer[] | null
  /** Too slow: gets nothing until it has drawn what it owes, then a fresh screen. */
  behind: boolean
  /** Waits for its fresh screen. */
  waiting: boolean
  /** The screen that is on its way to it is out of date already. */
  stale: boolean
}

/** Everybody who watches a shell, with flow control: a slow window makes the shell wait, a stuck one does not. */
export class Viewers {
  private readonly seats = new Map<Viewer, Seat>()
  private timer: NodeJS.Timeout | null = null
  /** Drawing a whole screen is much work: nobody can ask for it without end. */
  private readonly screens = new Pace(16, 4)

  constructor(
    /** Gives the screen as it is when called; what was not sent yet and is in it, it sends before it returns. */
    private readonly capture: () => Promise<ShellScreen>,
    private readonly flow: () => void,
  ) {}

  /** Whether a window of the shell's own learner shows it. */
  get owned(): boolean {
    return [...this.seats.values()].some(({ viewer }) => !viewer.guest)
  }

  /** Whether the shell must wait for somebody. */
  get crowded(): boolean {
    return this.awaited((seat) => seat.owed > highBytes).length > 0
  }

  /** Whether everybody has caught up enough to go on. */
  get clear(): boolean {
    return this.awaited((seat) => seat.owed >= lowBytes).length === 0
  }

  private awaited(which: (seat: Seat) => boolean): Seat[] {
    return [...this.seats.values()].filter((seat) => !seat.behind && !seat.viewer.guest && which(seat))
  }

  /** Seats a viewer and returns the screen to begin with; data from now on follows it. */
  async add(viewer: Viewer): Promise<ShellScreen> {
    const turn = this.screens.turn()
    if (turn) await turn
    const captured = this.capture()
    const seat: Seat = { viewer, owed: 0, held: [], behind: false, waiting: false, stale: false }
    this.seats.set(viewer, seat)
    const screen = await captured.catch((error: unknown) => {
      this.seats.delete(viewer)
      throw error
    })
    // After the answer with the screen is on its way.
    setImmediate(() => this.release(seat))
    return screen
  }

  remove(viewer: Viewer): void {
    this.seats.delete(viewer)
    this.flow()
  }

  private release(seat: Seat): void {
    const held = seat.held ?? []
    seat.held = null
    if (this.seats.get(seat.viewer) !== seat) return
    if (seat.stale) return void this.refresh(seat)
    for (const chunk of held) this.give(seat, chunk)
  }

  private give(seat: Seat, chunk: Buffer): void {
    if (seat.behind) return
    if (seat.held) {
      seat.held.push(chunk)
      return
    }
    seat.owed += chunk.length
    seat.viewer.data(chunk)
    if (seat.owed <= highBytes) return
    // A slow window makes the shell wait, but for a guest's: that falls behind at once.
    if (seat.viewer.guest) seat.behind = true
    else this.timer ??= setTimeout(() => this.leaveBehind(), patienceMs)
  }

  send(chunk: Buffer): void {
    for (const seat of this.seats.values()) this.give(seat, chunk)
  }

  private leaveBehind(): void {
    this.timer = null
    for (const seat of this.seats.values()) if (seat.owed > lowBytes) seat.behind = true
    this.flow()
  }

  /** The viewer has drawn this many bytes. */
  drawn(viewer: Viewer, bytes: number): void {
    const seat = this.seats.get(viewer)
    if (!seat) return
    seat.owed = Math.max(0, seat.owed - bytes)
    if (seat.behind && seat.owed === 0) void this.refresh(seat)
    if (!this.crowded && this.timer) {
      clearTimeout(this.timer)
      this.timer = null
    }
    this.flow()
  }

  private async refresh(seat: Seat): Promise<void> {
    if (seat.waiting) return
    const turn = this.screens.turn()
    if (turn) {
      seat.waiting = true
      await turn
      seat.waiting = false
      if (this.seats.get(seat.viewer) !== seat) return
    }
    // What the screen has and the window has not is sent before the window counts as one that waits: it comes once.
    const captured = this.capture()
    seat.behind = false
    seat.stale = false
    seat.held = []
    try {
      seat.viewer.screen(await captured)
    } catch (error) {
      log.error({ error: String(error) }, 'a terminal’s screen cannot be drawn')
      seat.behind = true
      seat.held = null
      return
    }
    this.release(seat)
  }

  /** Everybody gets the screen anew: it is another one, and no data told so. */
  refreshAll(): void {
    for (const seat of this.seats.values()) {
      if (seat.held) seat.stale = true
      else void this.refresh(seat)
    }
  }

  /** Tells the others that one of them changed the size. */
  resized(by: Viewer | null, cols: number, rows: number): void {
    for (const { viewer } of this.seats.values()) if (viewer !== by) viewer.size(cols, rows)
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer)
    this.seats.clear()
  }
}
