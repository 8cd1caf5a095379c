import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { Command } from 'commander'
import { type Config, configure } from '../config'
import { baseOf } from '../engine/base'
import { findEngine } from '../engine/connect'
import { type Engine, labMemory } from '../engine/engine'
import { tryNetwork } from '../engine/trial'
import { hasNodeImage, nodeImage } from '../engine/image'
import { toProblem } from '../errors'
import { Library } from '../content/library'
import { needOf } from '../labs/need'
import { exit, print } from './context'
import { type Finding, bad, good, note } from './doctor-finding'
import { protectionFindings } from './doctor-protection'

/** The first of Node.js that still gets security fixes. */
const maintained = 22

function nodeFinding(): Finding {
  const detail = `Node.js ${process.version}`
  if (Number(process.versions.node.split('.')[0]) >= maintained) return good('node', detail)
  const cure = 'Install Node.js 24 from https://nodejs.org, or with nvm: nvm install 24'
  return note('node', `${detail}, which gets no security fixes any more`, cure)
}

async function diskFinding(config: Config): Promise<Finding> {
  const { bavail, bsize } = await statfs(existsSync(config.state) ? config.state : '/')
  const free = Math.floor((bavail * bsize) / 2 ** 20)
  const detail = `${free} MiB free where the state is kept`
  return free < 3000 ? bad('disk', detail, 'Free 3 GB, or set LVS_LAB_STATE to another disk') : good('disk', detail)
}

function kernelFinding({ architecture }: Engine): Finding {
  if (architecture === 'x86_64')
    return good('own kernel', 'nodes can run a kernel of their own (User-Mode Linux on x86-64)')
  const detail = `nodes with their own kernel need x86-64, this engine is ${architecture}`
  return bad('own kernel', detail, 'Set DOCKER_HOST to an engine on x86-64')
}

async function memoryFinding(engine: Engine, config: Config): Promise<Finding> {
  const needs = (await Library.open(config.labs))
    .all()
    .flatMap(({ lab }) => (lab ? needOf(Object.values(lab.spec.nodes)) : []))
  const largest = Math.max(0, ...needs.map(({ memory }) => memory))
  const all = labMemory(engine)
  if (all >= largest)
    return good('memory', `room for ${Math.floor(all / (largest || 1))} of the largest lab (${largest} MiB at most)`)
  const cure = 'Give the engine more memory, or raise LVS_LAB_MEMORY where it is set'
  return bad('memory', `the largest lab may take ${largest} MiB, all labs ${all} MiB`, cure)
}

async function imageFinding(engine: Engine): Promise<Finding> {
  const base = await baseOf(engine, nodeImage())
  return good('image', `${nodeImage()}${base ? `, on ${base}` : ''}`)
}

/** What failed while it was looked at. */
function failed(name: string, error: unknown): Finding {
  const { message, cure } = toProblem(error)
  return bad(name, message, cure)
}

async function engineFindings(engine: Engine, config: Config): Promise<Finding[]> {
  const findings = [
    good('engine', `${engine.kind} at ${engine.where}, ${engine.cpus} cores, ${engine.memory} MiB`),
    kernelFinding(engine),
    await memoryFinding(engine, config),
  ]
  if (!(await hasNodeImage(engine)))
    return [...findings, note('image', `${nodeImage()} is not built yet`, 'npm start builds it')]
  findings.push(await imageFinding(engine))
  try {
    const { works, free } = await tryNetwork(engine)
    return [...findings, good('network', works), ...(await protectionFindings(engine, free))]
  } catch (error) {
    return [...findings, failed('network', error)]
  }
}

async function examine(config: Config): Promise<Finding[]> {
  const findings = [nodeFinding(), await diskFinding(config)]
  try {
    const engine = await findEngine(config)
    if (engine) return [...findings, ...(await engineFindings(engine, config))]
    if (process.platform === 'linux' && process.getuid?.() === 0)
      return [...findings, note('engine', 'none answers', 'npm start starts an embedded one')]
    const cure = 'sudo apt-get install -y docker.io && sudo usermod -aG docker "$USER"'
    return [...findings, bad('engine', 'none answers, and only root on Linux can start the embedded one', cure)]
  } catch (error) {
    return [...findings, failed('engine', error)]
  }
}

async function doctor({ json }: { json?: boolean }): Promise<void> {
  const findings = await examine(configure())
  const glyph = { good: '✓', note: '·', bad: '✗' }
  if (json) print(JSON.stringify(findings, null, 2))
  else
    for (const { name, state, detail, cure } of findings)
      print(`${glyph[state]} ${name.padEnd(11)} ${detail}${cure ? `\n  ${' '.repeat(11)} cure: ${cure}` : ''}`)
  process.exit(findings.some(({ state }) => state === 'bad') ? exit.wanting : exit.good)
}

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('what this machine and its engine can do, and what cures what they cannot')
    .option('--json', 'for machines')
    .action(doctor)
}
