import { effect, signal } from '@preact/signals'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { WebglAddon } from '@xterm/addon-webgl'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import type { LabRef } from '@contract/lab-ref'
import { isSameLab } from '@contract/lab-ref'
import { problemOf } from '@contract/problems/catalogue'
import type { ShellRef } from '@contract/socket'
import type { ShellScreen } from '@contract/view'
import { Refusal, listen, request, tell } from '../api/socket'
import { onBlock } from '../state/lab'
import { report } from '../state/problems'
import { nodeOf } from '../state/terminals'
import { copyText } from '../ui/clipboard'
import { theme } from '../ui/theme'
import { terminalFont, terminalTheme } from './colours'
import { Flow } from './flow'
import { Marks } from './marks'
import { Outbox } from './outbox'
import { TerminalSize } from './size'

/** One shell on the page: the window's end of it. Whoever makes it disposes of it. */
export class LabTerminal {
  private readonly terminal = new Terminal({
    ...terminalFont(),
    lineHeight: 1.25,
    scrollback: 5000,
    theme: terminalTheme(),
    allowProposedApi: true,
    minimumContrastRatio: 4.5,
    cursorInactiveStyle: 'outline',
    macOptionIsMeta: true,
    rightClickSelectsWord: false,
  })
  private readonly size: TerminalSize
  private readonly search = new SearchAddon()
  private readonly marks = new Marks(this.terminal)
  private readonly outbox = new Outbox(
    (data, more) => tell('shell.input', { ...this.lab, shell: this.shell, data, ...(more && { more }) }),
    () => this.stuck(),
  )
  private webgl: WebglAddon | null = null
  private flow = new Flow(() => undefined)
  private attached = false
  private shown = false
  private readonly ends: (() => void)[] = []
  /** It is somebody else's: its size is the owner's. */
  readonly watching = signal(false)

  constructor(
    private readonly lab: LabRef,
    private readonly shell: string,
    private readonly host: HTMLElement,
  ) {
    const { terminal } = this
    terminal.loadAddon(this.search)
    terminal.loadAddon(new Unicode11Addon())
    terminal.unicode.activeVersion = '11'
    terminal.loadAddon(new WebLinksAddon((_event, uri) => window.open(uri, '_blank', 'noreferrer')))
    terminal.open(host)
    this.size = new TerminalSize(terminal, host, () => this.takeSize())
    terminal.attachCustomKeyEventHandler((event) => this.key(event))
    terminal.onData((data) => this.outbox.type(data))
    terminal.onBinary((data) => this.outbox.type(data))
    this.ends.push(
      () => this.size.dispose(),
      () => this.outbox.reset(),
      listen('shell.ready', (at) => this.isMine(at) && this.outbox.ready()),
      listen('shell.data', (said) => this.isMine(said) && this.draw(new Uint8Array(said.data))),
      listen('shell.screen', (screen) => this.isMine({ ...screen, shell: screen.shell.id }) && this.redraw(screen)),
      listen('shell.size', (size) => this.isMine(size) && this.size.take(size.cols, size.rows)),
      onBlock((view) => {
        if (view.state === 'running' && view.shell === shell) this.marks.begin(`${view.step}/${view.block}`)
      }),
      effect(() => {
        void theme.value
        terminal.options.theme = terminalTheme()
      }),
    )
  }

  private isMine(at: ShellRef): boolean {
    return isSameLab(at, this.lab) && at.shell === this.shell
  }

  /** Copy and paste as terminals do; everything else is the shell's. */
  private key(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown' || event.altKey || event.metaKey) return true
    const copies =
      (event.ctrlKey && event.shiftKey && event.code === 'KeyC') || (event.ctrlKey && event.key === 'Insert')
    if (copies) {
      event.preventDefault()
      if (this.terminal.hasSelection()) void copyText(this.terminal.getSelection())
      return false
    }
    // The browser pastes; xterm takes it from there.
    return !(event.ctrlKey && event.shiftKey && event.code === 'KeyV') && !(event.shiftKey && event.key === 'Insert')
  }

  /** The node has not read what was typed, for long. */
  private stuck(): void {
    report(new Refusal(problemOf('shell.full', { node: nodeOf(this.shell) })))
  }

  private draw(bytes: Uint8Array): void {
    this.terminal.write(bytes, this.flow.received(bytes.length))
  }

  /** Forgets the screen and draws this one, after everything that came before it. */
  private redraw({ screen, cols, rows }: ShellScreen): void {
    this.terminal.write('', () => this.size.take(cols, rows))
    // A full reset in the stream, so that data still waiting to be drawn cannot come after it.
    this.terminal.write(`\x1bc${screen}`)
  }

  /** Takes a seat at the shell, opening it where it is not. Rejects with a `Refusal`. */
  async attach(): Promise<void> {
    this.size.fill()
    const { cols, rows } = this.terminal
    // Bytes of an earlier seat must not be counted for this one.
    this.outbox.reset()
    this.flow = new Flow((bytes) => tell('shell.drawn', { ...this.lab, shell: this.shell, bytes }))
    const screen = await request('shell.attach', { ...this.lab, shell: this.shell, cols, rows })
    this.watching.value = screen.watching ?? false
    this.size.watch(this.watching.value)
    this.redraw(screen)
    this.attached = true
    this.size.soon()
  }

  /** Whether what is typed here goes anywhere. */
  takeInput(taken: boolean): void {
    this.terminal.options.disableStdin = !taken
  }

  /** The line to the server broke: the screen stays as it is. */
  lineLost(): void {
    this.attached = false
    this.outbox.reset()
  }

  /** Makes the shell as large as this window shows it. */
  takeSize(): void {
    if (!this.shown || !this.attached || !this.size.fill()) return
    const { cols, rows } = this.terminal
    tell('shell.resize', { ...this.lab, shell: this.shell, cols, rows })
  }

  /** On show or hidden. Only terminals on show hold a WebGL context: browsers grant few. */
  show(shown: boolean): void {
    this.shown = shown
    if (!shown) {
      this.webgl?.dispose()
      this.webgl = null
      return
    }
    this.accelerate()
    this.takeSize()
  }

  private accelerate(): void {
    if (this.webgl) return
    try {
      const webgl = new WebglAddon()
      webgl.onContextLoss(() => {
        webgl.dispose()
        this.webgl = null
      })
      this.terminal.loadAddon(webgl)
      this.webgl = webgl
    } catch {
      this.webgl = null // no WebGL here: the terminal draws with the DOM
    }
  }

  focus(): void {
    this.terminal.focus()
    this.takeSize()
  }

  /** Finds text, onwards or backwards; says whether there is any. */
  find(text: string, back: boolean): boolean {
    return back ? this.search.findPrevious(text) : this.search.findNext(text)
  }

  endFind(): void {
    this.search.clearDecorations()
    this.terminal.clearSelection()
  }

  reveal(block: string): void {
    this.marks.reveal(block)
  }

  /** The text on the screen and above it. */
  text(): string {
    const { active } = this.terminal.buffer
    const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '')
    return lines.join('\n').trimEnd()
  }

  dispose(): void {
    for (const end of this.ends) end()
    if (this.attached) void request('shell.detach', { ...this.lab, shell: this.shell }).catch(() => undefined)
    this.webgl?.dispose()
    this.terminal.dispose()
  }
}
