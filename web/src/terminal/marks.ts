import type { IDecoration, IMarker, Terminal } from '@xterm/xterm'

interface Mark {
  block: string
  marker: IMarker
  decoration: IDecoration | undefined
}

/** Bars in the margin beside the lines that the lesson ran. */
export class Marks {
  private marks: Mark[] = []
  /** The mark whose command is still being typed: its height is not known yet. */
  private open: Mark | null = null

  constructor(private readonly terminal: Terminal) {
    // The shell says (OSC 133;C) when its command line ends and the command's output begins.
    terminal.parser.registerOscHandler(133, (text) => {
      if (text.startsWith('C')) this.close()
      return false
    })
  }

  /** The lesson types a command at the cursor. Taken up once everything received so far is drawn. */
  begin(block: string): void {
    this.terminal.write('', () => {
      const marker = this.terminal.registerMarker(0)
      const mark: Mark = { block, marker, decoration: this.bar(marker, 1) }
      marker.onDispose(() => (this.marks = this.marks.filter((other) => other !== mark)))
      this.marks.push(mark)
      this.open = mark
    })
  }

  private close(): void {
    const mark = this.open
    this.open = null
    if (!mark || mark.marker.isDisposed) return
    const { buffer } = this.terminal
    const height = buffer.active.baseY + buffer.active.cursorY - mark.marker.line
    if (height < 2) return
    mark.decoration?.dispose()
    mark.decoration = this.bar(mark.marker, Math.min(height, this.terminal.rows))
  }

  private bar(marker: IMarker, height: number): IDecoration | undefined {
    const decoration = this.terminal.registerDecoration({ marker, x: 0, width: 1, height, layer: 'top' })
    decoration?.onRender((element) => element.classList.add('ran'))
    return decoration
  }

  /** Scrolls to the last line that this block ran. */
  reveal(block: string): void {
    const mark = this.marks.findLast((candidate) => candidate.block === block)
    if (mark && !mark.marker.isDisposed) this.terminal.scrollToLine(Math.max(0, mark.marker.line - 1))
  }
}
