import { type Config, type ProvidedConfig, configure } from '../config'
import { Library } from '../content/library'
import type { Engine } from '../engine/engine'
import { findEngine } from '../engine/connect'
import { LabError, toProblem } from '../errors'

/** Exit statuses of every command. */
export const exit = { good: 0, wanting: 1, unable: 2 } as const

/** A line on stderr about what goes on, so that stdout stays for results. */
export const tell = (line: string) => void process.stderr.write(`${line}\n`)

export const print = (line: string) => void process.stdout.write(`${line}\n`)

/** Ends a command that could not run: what happened and what to do. */
export function unable(error: unknown): never {
  const { message, cure } = toProblem(error)
  endProgress()
  tell(`lvs-lab: ${message}`)
  if (cure) tell(`   cure: ${cure}`)
  process.exit(exit.unable)
}

export async function context(given: ProvidedConfig = {}): Promise<{ config: Config; library: Library }> {
  const config = configure(given)
  return { config, library: await Library.open(config.labs) }
}

/** The labs named, or all; an unknown name is an error that lists the known ones. */
export function chosen(library: Library, names: string[]): string[] {
  const known = library.all().map(({ id }) => id)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown) throw new LabError('lab.unknown', { lab: unknown, labs: known.join(', ') })
  return names.length > 0 ? names : known
}

/** An engine that runs already, for commands that have nothing to do without one. */
export async function runningEngine(config: Config): Promise<Engine> {
  const engine = await findEngine(config)
  if (!engine) throw new LabError('engine.none')
  return engine
}

/** Milliseconds between two lines of progress where no terminal rewrites them. */
const calmMs = 2000
const shown = { text: '', at: 0 }

/** Progress on one line that rewrites itself on a terminal, and as a plain line now and then elsewhere. */
export function showProgress(text: string): void {
  const terminal = process.stderr.isTTY
  if (text === shown.text || (!terminal && Date.now() - shown.at < calmMs)) return
  Object.assign(shown, { text, at: Date.now() })
  process.stderr.write(terminal ? `\r\x1b[2K${text.slice(0, (process.stderr.columns ?? 80) - 1)}` : `${text}\n`)
}

/** Clears the line of progress. */
export function endProgress(): void {
  if (process.stderr.isTTY && shown.text) process.stderr.write('\r\x1b[2K')
  shown.text = ''
}
