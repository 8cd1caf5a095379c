import type { Terminal } from '@xterm/xterm'
import { FitAddon } from '@xterm/addon-fit'
import { terminalFont } from './colours'
import { fittingFont, smallest, step } from './fitting-font'

/** Milliseconds in which changes of the pane's size are gathered. */
const gather = 60

/**
 * How large a terminal is. One's own is as large as its pane; one that is watched stays as large as its owner has it, in
 * letters that fit the pane, and where even the smallest do not, its cursor is kept in view.
 */
export class TerminalSize {
  private readonly fit = new FitAddon()
  private readonly observer = new ResizeObserver(() => this.soon())
  private timer: ReturnType<typeof setTimeout> | undefined
  private watched = false

  constructor(
    private readonly terminal: Terminal,
    private readonly host: HTMLElement,
    /** The pane may have become larger or smaller. */
    private readonly changed: () => void,
  ) {
    terminal.loadAddon(this.fit)
    terminal.onCursorMove(() => this.watched && this.keepCursorInView())
    this.observer.observe(host)
  }

  /** Whose size holds from now on. */
  watch(watched: boolean): void {
    this.watched = watched
    this.host.classList.toggle('watched', watched)
    if (!watched) this.terminal.options.fontSize = terminalFont().fontSize
  }

  /** The owner's size. */
  take(cols: number, rows: number): void {
    const { terminal } = this
    if (cols !== terminal.cols || rows !== terminal.rows) terminal.resize(cols, rows)
    if (this.watched) this.scale()
  }

  /** Fills the pane; says whether the size is another one now. Does nothing to a terminal that is watched. */
  fill(): boolean {
    if (this.watched) {
      this.scale()
      return false
    }
    const size = this.fit.proposeDimensions()
    if (!size || !Number.isFinite(size.cols) || size.cols < 2 || this.host.clientHeight === 0) return false
    const [cols, rows] = [Math.min(size.cols, 500), Math.min(Math.max(size.rows, 1), 300)]
    if (cols === this.terminal.cols && rows === this.terminal.rows) return false
    this.terminal.resize(cols, rows)
    return true
  }

  soon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(this.changed, gather)
  }

  /** What is drawn, and the room for it; null while either is hidden. */
  private extents() {
    const { host } = this
    const screen = host.querySelector('.xterm-screen')
    if (!screen || host.clientHeight === 0) return null
    const { width, height } = screen.getBoundingClientRect()
    const room = host.clientWidth - parseFloat(getComputedStyle(host).paddingInlineStart)
    return { screen: { width, height }, room: { width: room, height: host.clientHeight } }
  }

  private scale(): void {
    const { terminal } = this
    const extents = this.extents()
    const now = terminal.options.fontSize
    if (!extents || !now) return
    const next = fittingFont(terminalFont().fontSize, now, extents.screen, extents.room)
    if (next !== now) {
      terminal.options.fontSize = next
      requestAnimationFrame(() => this.tighten())
    }
    this.keepCursorInView()
  }

  /** Columns are whole pixels wide: what should fit may be too wide after all. */
  private tighten(): void {
    const extents = this.extents()
    const now = this.terminal.options.fontSize
    if (!this.watched || !extents || !now || extents.screen.width <= extents.room.width || now <= smallest.width) return
    this.terminal.options.fontSize = now - step
    requestAnimationFrame(() => this.tighten())
  }

  private keepCursorInView(): void {
    const { host, terminal } = this
    const screen = host.querySelector<HTMLElement>('.xterm-screen')
    if (!screen || host.scrollHeight <= host.clientHeight) return
    const row = screen.offsetHeight / terminal.rows
    const top = terminal.buffer.active.cursorY * row
    if (top < host.scrollTop) host.scrollTop = top
    else if (top + row > host.scrollTop + host.clientHeight) host.scrollTop = top + row - host.clientHeight
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.observer.disconnect()
  }
}
