import { vi } from 'vitest'
import type { ShellScreen } from '@contract/view'
import type { Shell } from '../../src/terminal/shell'
import type { Viewer } from '../../src/terminal/viewers'
import { soon } from './soon'

/** A browser's window on a shell: keeps what it is sent, and draws it at once, later or never. */
export class Window implements Viewer {
  readonly chunks: Buffer[] = []
  readonly screens: ShellScreen[] = []
  readonly sizes: string[] = []
  /** Bytes received and not yet said to be drawn. */
  owed = 0
  most = 0

  constructor(
    private readonly shell: Shell,
    private readonly draws: boolean = true,
  ) {}

  data(chunk: Buffer): void {
    this.chunks.push(Buffer.from(chunk))
    this.owed += chunk.length
    this.most = Math.max(this.most, this.owed)
    // Drawing takes its time: a browser never says so before the data is there.
    if (this.draws) setImmediate(() => this.draw(chunk.length))
  }

  screen(screen: ShellScreen): void {
    this.screens.push(screen)
  }

  size(cols: number, rows: number): void {
    this.sizes.push(`${cols}x${rows}`)
  }

  /** Says that this much (or all) has been drawn. */
  draw(bytes = this.owed): void {
    const drawn = Math.min(bytes, this.owed)
    if (drawn === 0) return
    this.owed -= drawn
    this.shell.drawn(this, drawn)
  }

  get received(): Buffer {
    return Buffer.concat(this.chunks)
  }
}

/** Opens a window on a shell and waits for its prompt. */
export async function openWindow(shell: Shell, cols = 100, rows = 30): Promise<Window> {
  const window = new Window(shell)
  await shell.attach(window, cols, rows)
  await prompt(shell)
  return window
}

/** Waits until the shell is there and nothing runs in its foreground. */
export const prompt = (shell: Shell) =>
  vi.waitFor(() => {
    const { state, idle } = shell.view
    if (state !== 'live' || !idle) throw new Error(`${shell.id} is not at its prompt (${state})`)
  }, soon)

/** Types a line at the prompt and waits until its command has ended; gives the screen's text. */
export async function type(shell: Shell, line: string): Promise<string> {
  await shell.run(line)
  await prompt(shell)
  return shell.text()
}

/** Waits until the screen shows a text. */
export const shows = (shell: Shell, text: string | RegExp) =>
  vi.waitFor(async () => {
    const screen = await shell.text()
    if (typeof text === 'string' ? !screen.includes(text) : !text.test(screen))
      throw new Error(`${shell.id} does not show ${String(text)}:\n${screen.slice(-500)}`)
    return screen
  }, soon)
