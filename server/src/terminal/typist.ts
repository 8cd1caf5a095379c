import { LabError } from '../errors'

/** Commands that may wait for one terminal's prompt. */
const mostWaiting = 50

interface Piece {
  text: string
  started(): void
  resolve(status: number): void
  reject(error: Error): void
}

/**
 * Types the lesson's commands into a shell, one at a time and only at the prompt, and tells how each ended.
 * A shell whose prompt was changed gives no marks; it is taken to be idle.
 */
export class Typist {
  private waiting: Piece[] = []
  private current: Piece | null = null
  private marked = false
  private atPrompt = false
  /** The shell has taken what was typed, so that the next status is its own. */
  private taken = false

  constructor(private readonly type: (text: string) => void) {}

  /** Nothing runs in the foreground, as far as the shell's marks tell. */
  get idle(): boolean {
    return this.atPrompt && !this.current
  }

  /** Types `text` with a final Enter as soon as the prompt is there. Resolves with the exit status of its last command. */
  run(text: string, started: () => void): Promise<number> {
    if (this.waiting.length >= mostWaiting) return Promise.reject(new LabError('shell.busy'))
    return new Promise((resolve, reject) => {
      this.waiting.push({ text, started, resolve, reject })
      this.next()
    })
  }

  private next(): void {
    if (this.current || !this.atPrompt) return
    const piece = this.waiting.shift()
    if (!piece) return
    this.current = piece
    this.atPrompt = false
    this.taken = false
    // Ctrl-E Ctrl-U clears what stands half typed; a bracketed paste runs several lines as one command.
    this.type(`\x05\x15\x1b[200~${piece.text}\x1b[201~\r`)
    piece.started()
  }

  /** The shell's marks, as they come. A prompt drawn again (after a resize, or Ctrl-L) ends nothing that was typed since. */
  done(status: number): void {
    this.marked = true
    const piece = this.current
    if (!piece || !this.taken) return
    this.current = null
    piece.resolve(status)
  }

  prompt(): void {
    this.marked = true
    this.atPrompt = this.current === null
    this.next()
  }

  /** A line was entered. What bash cannot read begins no command: this is all that tells that it was taken. */
  entered(): void {
    this.taken = true
  }

  command(): void {
    this.marked = true
    this.taken = true
    this.atPrompt = false
  }

  /** The shell has been there for a while without any mark: its prompt is not ours. */
  assumePrompt(): void {
    if (!this.marked) this.prompt()
  }

  /** A connection to a shell begins: where its prompt is will be told by the marks that follow. */
  begin(): void {
    this.atPrompt = false
    this.marked = false
  }

  /** The shell is gone: what was typed there will never end. */
  fail(error: Error = new LabError('shell.gone')): void {
    const pieces = [...(this.current ? [this.current] : []), ...this.waiting]
    this.current = null
    this.waiting = []
    this.begin()
    for (const piece of pieces) piece.reject(error)
  }

  /** Forgets what has not been typed yet. */
  clear(error: Error): void {
    const pieces = this.waiting
    this.waiting = []
    for (const piece of pieces) piece.reject(error)
  }
}
