import type { Command } from 'commander'
import { embeddedStatus, stopEmbedded } from '../engine/embedded'
import { ensureImages } from '../engine/image'
import { findEngine, openEngine } from '../engine/connect'
import { type FoundSession, type Removed, findSessions, removeAll } from '../engine/survey'
import { LabError } from '../errors'
import { configure } from '../config'
import { Lifecycle } from '../labs/lifecycle'
import { context, endProgress, exit, print, showProgress, tell } from './context'

async function start(id: string): Promise<void> {
  const { config, library } = await context()
  library.startable(id)
  const engine = await openEngine(config, tell)
  const running = (await findSessions(engine)).find((session) => session.lab === id && session.purpose === 'learn')
  if (running) throw new LabError('lab.running', { lab: id })
  const lifecycle = new Lifecycle(() => Promise.resolve(engine), library)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void lifecycle.stop(id).then(() => process.exit(130)))
  const { lab, whole } = lifecycle.start(id)
  lab.on('view', () => {
    const { progress, nodes } = lab.view
    showProgress(
      progress?.code === 'nodes'
        ? nodes.map(({ name, phase }) => `${name} ${phase}`).join('  ')
        : `${progress?.code ?? ''} ${progress?.detail ?? ''}`,
    )
  })
  await whole
  endProgress()
  print(`${id} runs: ${[...lab.nodes.keys()].join(', ')}`)
  print(
    `A terminal here: npx lvs-lab shell ${[...lab.nodes.keys()][0]}    In the browser: npm start    To end it: npx lvs-lab stop ${id}`,
  )
  lifecycle.labs.dispose()
  process.exit(exit.good)
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
const said = ({ containers, networks }: Removed) =>
  `Removed ${count(containers, 'container')}, ${count(networks, 'network')}.`

async function stop(id: string | undefined): Promise<void> {
  const config = configure()
  const engine = await findEngine(config)
  const found: FoundSession[] = engine ? await findSessions(engine) : []
  const sessions = found.filter(({ lab, purpose }) => purpose === 'learn' && (!id || lab === id))
  if (!engine || sessions.length === 0) return print(id ? `${id} does not run.` : 'No lab runs.')
  for (const session of sessions) print(`${session.lab} stopped. ${said(await removeAll(engine, session.id))}`)
  process.exit(exit.good)
}

async function clean(): Promise<void> {
  const engine = await findEngine(configure())
  if (!engine) return print('No Docker engine runs, so there is nothing to remove.')
  print(said(await removeAll(engine)))
  process.exit(exit.good)
}

async function engineStatus({ json }: { json?: boolean }): Promise<void> {
  const config = configure()
  const engine = await findEngine(config)
  const embedded = embeddedStatus(config.state)
  const labs = engine ? (await findSessions(engine)).map(({ lab }) => lab) : []
  if (json)
    print(
      JSON.stringify(
        {
          engine: engine && { kind: engine.kind, where: engine.where, cpus: engine.cpus, memory: engine.memory },
          embedded,
          labs,
        },
        null,
        2,
      ),
    )
  else if (!engine) print('No Docker engine runs. npm start starts the embedded one.')
  else
    print(
      `${engine.kind} engine at ${engine.where}${embedded && engine.kind === 'embedded' ? `, process ${embedded.pid}, log ${embedded.log}` : ''}. Labs: ${labs.join(', ') || 'none'}.`,
    )
  process.exit(engine ? exit.good : exit.wanting)
}

async function engineStart(): Promise<void> {
  const engine = await openEngine(configure(), tell)
  await ensureImages(engine, [], (code, detail) => showProgress(`${code}: ${detail}`))
  endProgress()
  // The form that DOCKER_HOST takes.
  print(engine.where.startsWith('/') ? `unix://${engine.where}` : engine.where)
  process.exit(exit.good)
}

async function engineStop(): Promise<void> {
  const config = configure()
  const engine = await findEngine(config)
  if (engine?.kind === 'embedded') print(said(await removeAll(engine)))
  print((await stopEmbedded(config.state)) ? 'The embedded engine has stopped.' : 'The embedded engine does not run.')
  process.exit(exit.good)
}

export function runCommands(program: Command): void {
  program.command('start <lab>').description('start a lab without the page').action(start)
  program.command('stop [lab]').description('stop a lab, or all of them').action(stop)
  program
    .command('clean')
    .description('remove everything of ours from the engine: containers and networks')
    .action(clean)
  const engine = program.command('engine').description('the Docker engine that runs the labs')
  engine
    .command('status')
    .option('--json', 'for machines')
    .description('which engine is used, and what runs on it')
    .action(engineStatus)
  engine
    .command('start')
    .description('start an engine where none runs, build the node image, and print the address for DOCKER_HOST')
    .action(engineStart)
  engine.command('stop').description('stop the embedded engine, and the labs on it').action(engineStop)
}
