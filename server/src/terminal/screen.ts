import { SerializeAddon } from '@xterm/addon-serialize'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import headless from '@xterm/headless'

/** Lines kept above the screen for viewers that come later; the page keeps more of what it has seen itself. */
const scrollback = 1000

/** What the shell said about itself, by the marks in its prompt (OSC 133, as in FinalTerm and VS Code). */
export interface Marks {
  /** A line was entered: bracketed paste, which is on at the prompt alone, went off. */
  entered(): void
  /** The prompt is there: nothing runs in the foreground. */
  prompt(): void
  /** A command begins. */
  command(): void
  /** The last command ended with this status. */
  done(status: number): void
}

/** The state of a terminal without a window, from which any viewer can be brought up to date. */
export class Screen {
  private readonly terminal: headless.Terminal
  private readonly serializer = new SerializeAddon()
  /** Bytes that were written and not yet worked through. */
  pending = 0

  constructor(cols: number, rows: number, marks: Marks) {
    this.terminal = new headless.Terminal({ cols, rows, scrollback, allowProposedApi: true })
    // The addons are made for the window's terminal; the headless one has all that they use.
    this.terminal.loadAddon(this.serializer as never)
    this.terminal.loadAddon(new Unicode11Addon() as never)
    this.terminal.unicode.activeVersion = '11'
    this.terminal.parser.registerOscHandler(133, (text) => {
      if (text === 'A') marks.prompt()
      else if (text === 'C') marks.command()
      else if (text.startsWith('D;')) marks.done(Number(text.slice(2)) || 0)
      return true
    })
    this.terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, (modes) => {
      if (modes.includes(2004)) marks.entered()
      return false
    })
  }

  get cols(): number {
    return this.terminal.cols
  }

  get rows(): number {
    return this.terminal.rows
  }

  write(data: Buffer, then?: () => void): void {
    this.pending += data.length
    this.terminal.write(data, () => {
      this.pending -= data.length
      then?.()
    })
  }

  resize(cols: number, rows: number): void {
    this.terminal.resize(cols, rows)
  }

  reset(): void {
    this.terminal.reset()
  }

  /** The screen and what is above it, as text that draws it: with everything written so far, and nothing written later. */
  snapshot(): Promise<string> {
    return new Promise((resolve, reject) => {
      // Within the callback: right after it, the terminal goes on with what was written later.
      this.terminal.write('', () => {
        try {
          resolve(this.serializer.serialize())
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  /** The screen as plain text, without what is above it. */
  async text(): Promise<string> {
    await new Promise<void>((resolve) => this.terminal.write('', resolve))
    const { buffer } = this.terminal
    const lines = Array.from(
      { length: buffer.active.length },
      (_, row) => buffer.active.getLine(row)?.translateToString(true) ?? '',
    )
    return lines.join('\n').trimEnd()
  }

  dispose(): void {
    this.terminal.dispose()
  }
}
