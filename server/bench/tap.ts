import { BenchError } from './error'

/** What the shell prints before every prompt (OSC 133). */
export const promptMark = '\x1b]133;A\x07'

/** Every terminal's size, in cells. */
export const size = { cols: 100, rows: 30 }

/** Milliseconds that anything awaited in a terminal may take. */
const patience = 120_000

/** One end of a terminal, however it is reached: typing goes in, and what comes out is watched. */
export class Tap {
  private readonly watchers = new Set<(chunk: Buffer) => void>()

  constructor(readonly type: (text: string) => void) {}

  /** Output came. */
  feed(chunk: Buffer): void {
    for (const watcher of this.watchers) watcher(chunk)
  }

  /** Hears all that comes from now on. */
  hear(heard: (chunk: Buffer) => void): void {
    this.watchers.add(heard)
  }

  private watch<T>(what: string, see: (chunk: Buffer, found: (value: T) => void) => void): Promise<T> {
    const seen = new Promise<T>((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        this.watchers.delete(watcher)
      }
      const watcher = (chunk: Buffer) =>
        see(chunk, (value) => {
          end()
          resolve(value)
        })
      const timer = setTimeout(() => {
        end()
        reject(new BenchError('bench.silent', `A terminal did not show ${what} within ${patience / 1000} s`))
      }, patience).unref()
      this.watchers.add(watcher)
    })
    // Who waits gets the error; nobody may wait any more when something else has failed before.
    seen.catch(() => undefined)
    return seen
  }

  /** Waits for any output; gives the moment it came (`performance.now()`). */
  next(): Promise<number> {
    return this.watch<number>('anything', (_, found) => found(performance.now()))
  }

  /** Waits until `mark` has come out, also cut in two; gives the moment. */
  until(mark: string): Promise<number> {
    const wanted = Buffer.from(mark)
    let tail = Buffer.alloc(0)
    return this.watch<number>(JSON.stringify(mark), (chunk, found) => {
      const text = Buffer.concat([tail, chunk])
      if (text.includes(wanted)) found(performance.now())
      else tail = text.subarray(-(wanted.length - 1) || text.length)
    })
  }

  /** What comes out between the bytes `from` and `to`, and the milliseconds that it took from the first to the last. */
  between(from: number, to: number): Promise<{ data: Buffer; took: number }> {
    const chunks: Buffer[] = []
    let began = 0
    return this.watch<{ data: Buffer; took: number }>('the end of the output', (chunk, found) => {
      const start = began ? 0 : chunk.indexOf(from) + 1
      if (!began && start === 0) return
      began ||= performance.now()
      const end = chunk.indexOf(to, start)
      chunks.push(chunk.subarray(start, end < 0 ? chunk.length : end))
      if (end >= 0) found({ data: Buffer.concat(chunks), took: performance.now() - began })
    })
  }

  /** Types a command line and waits for the prompt after it. */
  async run(command: string): Promise<void> {
    const prompt = this.until(promptMark)
    this.type(`${command}\r`)
    await prompt
  }
}
