import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { Point } from '../check/point'
import { junit, pointLine, pointTranscript, summary } from '../check/report'
import { openEngine } from '../engine/connect'
import { ensureImages } from '../engine/image'
import { verifyLabs } from '../labs/verification'
import { chosen, context, endProgress, exit, print, showProgress, tell } from './context'

interface Options {
  junit?: string
  json?: string
  jobs: number
  retries: number
  mistakes: boolean
  step?: string
  labs?: string
}

function natural(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('a whole number from 0')
  return number
}

function positive(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1')
  return number
}

function keep(state: string, failed: Point[]): string {
  const folder = join(state, 'verify')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${new Date().toISOString().replace(/[:.]/g, '-')}.txt`)
  writeFileSync(path, failed.map(pointTranscript).join('\n'))
  return path
}

async function verify(names: string[], options: Options): Promise<void> {
  const abort = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => abort.abort(new Error(`ended by ${signal}`)))
  try {
    const { config, library } = await context(options.labs ? { labs: options.labs } : {})
    const ids = chosen(library, names)
    for (const id of ids) {
      library.startable(id) // a broken lesson is said before anything starts
      if (options.step) library.step(id, options.step)
    }
    const engine = await openEngine(config, tell)
    const specs = ids.flatMap((id) => Object.values(library.lab(id).spec.nodes))
    await ensureImages(engine, specs, (code, detail) => showProgress(`${code}: ${detail}`))
    const overcome: Point[] = []
    const doing = new Map<string, string>()
    const told = {
      doing(lab: string, text: string) {
        doing.set(lab, text)
        if (process.stderr.isTTY) showProgress([...doing].map(([id, what]) => `${id}: ${what}`).join('  |  '))
      },
      again(lab: string, failedBefore: Point[]) {
        endProgress()
        print(`${lab}: ${failedBefore.length} failed; playing it again from a fresh start`)
        overcome.push(...failedBefore)
      },
      settled(point: Point) {
        endProgress()
        print(pointLine(point))
      },
    }
    const points = await verifyLabs(engine, library, ids, told, {
      mistakes: options.mistakes,
      ...(options.step && { only: options.step }),
      jobs: options.jobs,
      retries: options.retries,
      signal: abort.signal,
    })
    endProgress()
    const failed = points.filter(({ ok }) => !ok)
    if (options.junit) writeFileSync(options.junit, junit(points))
    if (options.json) writeFileSync(options.json, JSON.stringify(points, null, 2))
    if (failed.length + overcome.length > 0)
      print(`What was on the screens of what failed: ${keep(config.state, [...overcome, ...failed])}`)
    print(summary(points))
    print(`${points.length - failed.length} passed, ${failed.length} failed`)
    process.exit(failed.length > 0 ? exit.wanting : exit.good)
  } catch (error) {
    endProgress()
    if (abort.signal.aborted) {
      tell('lvs-lab: interrupted; everything that was started has been removed')
      process.exit(130)
    }
    throw error
  }
}

export function verifyCommand(program: Command): void {
  program
    .command('verify [lab...]')
    .description('prove labs: untouched steps fail, played steps pass, mistakes are caught, other right ways accepted')
    .option('--junit <file>', 'write a JUnit report')
    .option('--json <file>', 'write every point as JSON')
    .option('--jobs <n>', 'labs at the same time', positive, 1)
    .option('--retries <n>', 'play a lab that failed again, from a fresh start; its last round counts', natural, 0)
    .option('--step <id>', 'prove only this step: those before it are played, those after it left out')
    .option('--no-mistakes', 'leave mistakes and alternatives out')
    .option('--labs <folder>', 'folder of the lessons')
    .action(verify)
}
