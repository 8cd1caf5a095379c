import { SerializeAddon } from '@xterm/addon-serialize'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import headless from '@xterm/headless'
import { log } from '../log'
import type { Piece } from './filter'
import type { Size } from './sequences'
import { Lane, Turns } from './turns'

/** Lines kept above the screen for viewers that come later; the page keeps more of what it has seen itself. */
const scrollback = 1000
/** Cells of a screen with what is above it: what can be drawn anew, or set to another width, in less than a tenth of a second. */
const mostCells = 72_000
/** Milliseconds for which a screen that was drawn is kept for the next viewer. */
const keptMs = 2000

/** All screens of the server share its event loop. */
const turns = new Turns()

/** What the shell said about itself, by the marks in its prompt (OSC 133, as in FinalTerm and VS Code). */
interface Marks {
  /** A line was entered: bracketed paste, which is on at the prompt alone, went off. */
  entered(): void
  /** The prompt is there: nothing runs in the foreground. */
  prompt(): void
  /** A command begins. */
  command(): void
  /** The last command ended with this status. */
  done(status: number): void
}

/** The size that a screen may have, if this one is asked for. */
export function fitting({ cols, rows }: Size): Size {
  return { cols, rows: Math.min(rows, Math.floor(mostCells / cols)) }
}

const scrollbackOf = ({ cols, rows }: Size) => Math.min(scrollback, Math.floor(mostCells / cols) - rows)

/**
 * The state of a terminal without a window, from which any viewer can be brought up to date. It takes what a Filter lets through;
 * what is asked of it is done in order, and in turn with the server's other screens.
 */
export class Screen {
  private terminal: headless.Terminal
  private serializer = new SerializeAddon()
  private readonly lane = new Lane(turns)
  private readonly marks: Marks
  private shot: Promise<string> | null = null
  /** How often what is still to be drawn was silenced. */
  private silenced = 0
  /** Bytes that were written and not yet worked through; more where they are much work. */
  pending = 0

  constructor(
    private size: Size,
    marks: Marks,
  ) {
    this.marks = {
      entered: () => this.silenced || marks.entered(),
      prompt: () => this.silenced || marks.prompt(),
      command: () => this.silenced || marks.command(),
      done: (status) => this.silenced || marks.done(status),
    }
    this.terminal = this.make()
  }

  private make(): headless.Terminal {
    const { cols, rows } = this.size
    const options = { scrollback: scrollbackOf(this.size), allowProposedApi: true, logLevel: 'off' } as const
    const terminal = new headless.Terminal({ cols, rows, ...options })
    // The addons are made for the window's terminal; the headless one has all that they use.
    this.serializer = new SerializeAddon()
    terminal.loadAddon(this.serializer as never)
    terminal.loadAddon(new Unicode11Addon() as never)
    terminal.unicode.activeVersion = '11'
    terminal.parser.registerOscHandler(133, (text) => {
      if (text === 'A') this.marks.prompt()
      else if (text === 'C') this.marks.command()
      else if (text.startsWith('D;')) this.marks.done(/^D;\d{1,3}$/.test(text) ? Number(text.slice(2)) : 0)
      return true
    })
    terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, (modes) => {
      if (modes.includes(2004)) this.marks.entered()
      return false
    })
    return terminal
  }

  get cols(): number {
    return this.size.cols
  }

  get rows(): number {
    return this.size.rows
  }

  private change(step: () => void): void {
    this.shot = null
    this.lane.add(step)
  }

  write({ bytes, work }: Piece, then?: () => void): void {
    const weight = Math.max(bytes.length, work / 8)
    this.pending += weight
    this.change(() => {
      this.draw(bytes)
      this.pending -= weight
      then?.()
    })
  }

  private draw(bytes: Buffer): void {
    try {
      // Right after input the terminal works at once, not after a timer.
      this.terminal.input('', true)
      this.terminal.write(bytes)
    } catch (error) {
      log.warn({ error: String(error) }, 'a terminal’s screen began anew')
      this.terminal.dispose()
      this.terminal = this.make()
    }
  }

  /** To a size that fits. */
  resize(cols: number, rows: number): void {
    this.size = { cols, rows }
    this.change(() => {
      this.terminal.options.scrollback = scrollbackOf({ cols, rows })
      this.terminal.resize(cols, rows)
    })
  }

  reset(): void {
    this.silence()
    this.change(() => this.terminal.reset())
  }

  /** What was written so far is drawn, and its marks tell nothing: the shell that made them is gone. */
  silence(): void {
    this.silenced++
    this.lane.add(() => this.silenced--)
  }

  /** The screen and what is above it, as text that draws it: with everything written so far, and nothing written later. */
  snapshot(): Promise<string> {
    if (this.shot) return this.shot
    const shot = this.ask(() => this.serializer.serialize())
    this.shot = shot
    const forget = () => void setTimeout(() => this.shot === shot && (this.shot = null), keptMs).unref()
    shot.then(forget, forget)
    return shot
  }

  /** The screen as plain text, with what is above it. */
  text(): Promise<string> {
    return this.ask(() => {
      const { active } = this.terminal.buffer
      const line = (row: number) => active.getLine(row)?.translateToString(true) ?? ''
      return Array.from({ length: active.length }, (_, row) => line(row))
        .join('\n')
        .trimEnd()
    })
  }

  private ask(read: () => string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.lane.add(() => {
        try {
          resolve(read())
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      })
    })
  }

  /** After what it was asked before. */
  dispose(): void {
    this.change(() => this.terminal.dispose())
  }
}
