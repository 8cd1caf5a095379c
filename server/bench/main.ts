import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { Command, InvalidArgumentError } from 'commander'
import { home } from '../src/config'
import { benchProblem } from './error'
import { measureCheck } from './check'
import { measureClass } from './class'
import { measureHostile } from './hostile'
import { victimThread } from './hostile/victim-thread'
import { measureMemory } from './memory'
import { Site } from './site'
import { measureStart } from './start'
import type { Figure, Sheet } from './table'
import { aligned, sheet } from './table'
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
  hostile: measureHostile,
} satisfies Record<string, (site: Site, rounds: number, attacks: string) => Promise<Figure[] | Sheet>>

type Stage = keyof typeof stages
const names = Object.keys(stages) as Stage[]
/** What is measured unless it is asked for otherwise: a class of thirty, or attacks, keep a small machine from everything else for minutes. */
const usual = names.filter((name) => !['class', 'hostile'].includes(name))

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

async function bench(options: { rounds: number; only: Stage[]; attacks: string; lab: string }): Promise<void> {
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
    const sheets: Sheet[] = []
    for (const name of options.only) {
      tell(`measuring: ${name}`)
      const measured = await stages[name](site, options.rounds, options.attacks)
      if (Array.isArray(measured)) figures.push(...measured)
      else sheets.push(measured)
    }
    if (figures.length > 0) sheets.unshift(sheet(figures))
    process.stdout.write(`\n${sheets.map(aligned).join('\n\n')}\n`)
    process.exitCode = sheets.every(({ met }) => met) ? 0 : 1
  } catch (error) {
    if (stopped) return // what fails now fails because it was taken away
    const { message, cure } = benchProblem(error)
    tell(`lvs-lab: ${message}${cure ? `\n   cure: ${cure}` : ''}`)
    process.exitCode = 2
  } finally {
    await site?.close()
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
  }
}

async function commandLine(): Promise<void> {
  await new Command('bench')
    .description('measure real labs through the whole server; status 1 when an aim is missed')
    .option(
      '--rounds <number>',
      'rounds of each measurement, of which the median counts; seconds of each hostile attack',
      wholeNumber,
      5,
    )
    .option(
      '--only <stages>',
      `only these, of ${names.join(',')}; class (thirty learners) and hostile (what another learner feels of each attack) only when named`,
      stagesNamed,
      usual,
    )
    .option('--attacks <words>', 'only hostile attacks with these words in their name', '')
    .option('--lab <folder>', 'the lab whose nodes are measured', join(home, 'labs/keepalived-lvs-dr'))
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(bench)
    .parseAsync()
}

// In a thread this same file is the learner who works while another attacks (hostile/victim.ts).
if (isMainThread) {
  await commandLine()
  // What a server that has ended was asked would be waited for until its time is over.
  process.exit()
} else await victimThread()
