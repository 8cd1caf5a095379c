import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { home } from '../src/config'
import { toProblem } from '../src/errors'
import { measureCheck } from './check'
import { measureClass } from './class'
import { measureMemory } from './memory'
import { Site } from './site'
import { measureStart } from './start'
import type { Figure } from './table'
import { table } from './table'
import { measureTerminal } from './terminal'
import { measureWatch } from './watch'

/** In the order in which they are measured: memory last, when the server has something behind it. */
const stages = {
  start: measureStart,
  check: measureCheck,
  terminal: measureTerminal,
  watch: measureWatch,
  memory: measureMemory,
  class: measureClass,
} satisfies Record<string, (site: Site, rounds: number) => Promise<Figure[]>>

type Stage = keyof typeof stages
const names = Object.keys(stages) as Stage[]
/** What is measured unless it is asked for otherwise: a class of thirty would keep a small machine from everything else for minutes. */
const usual = names.filter((name) => name !== 'class')

const tell = (line: string) => void process.stderr.write(`${line}\n`)

function wholeNumber(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('a whole number from 1')
}

function stagesNamed(text: string): Stage[] {
  const unknown = text.split(',').find((name) => !names.includes(name as Stage))
  if (unknown === undefined) return names.filter((name) => text.split(',').includes(name))
  throw new InvalidArgumentError(`'${unknown}' is none of ${names.join(', ')}`)
}

async function bench(options: { rounds: number; only: Stage[]; lab: string }): Promise<void> {
  let site: Site | undefined
  let stopped = false
  const interrupted = (signal: NodeJS.Signals) => {
    stopped = true
    tell('\ninterrupted; removing what was started')
    void Promise.resolve(site?.close()).finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  }
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted)
  try {
    tell('starting a server for the measurements')
    site = await Site.open(options.lab, tell)
    const figures: Figure[] = []
    for (const name of options.only) {
      tell(`measuring: ${name}`)
      figures.push(...(await stages[name](site, options.rounds)))
    }
    process.stdout.write(`\n${table(figures)}\n`)
    process.exitCode = figures.every(({ aim, met }) => aim === undefined || met) ? 0 : 1
  } catch (error) {
    if (stopped) return // what fails now fails because it was taken away
    const { message, cure } = toProblem(error)
    tell(`lvs-lab: ${message}${cure ? `\n   cure: ${cure}` : ''}`)
    process.exitCode = 2
  } finally {
    await site?.close()
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
  }
}

await new Command('bench')
  .description('measure real labs through the whole server; status 1 when an aim is missed')
  .option('--rounds <number>', 'rounds of each measurement; the median counts', wholeNumber, 5)
  .option('--only <stages>', `only these, of ${names.join(',')}; class only when it is named`, stagesNamed, usual)
  .option('--lab <folder>', 'the lab whose nodes are measured', join(home, 'labs/keepalived-lvs-dr'))
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(bench)
  .parseAsync()
