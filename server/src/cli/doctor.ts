import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Config } from '../config'
import { configure } from '../config'
import { baseOf } from '../engine/base'
import { findEngine } from '../engine/connect'
import type { Engine } from '../engine/engine'
import { labMemory } from '../engine/engine'
import { tryNetwork } from '../engine/trial'
import { hasNodeImage, nodeImage } from '../engine/image'
import { toProblem } from '../errors'
import { Library } from '../content/library'
import { needOf } from '../labs/need'
import { exit, print, unable } from './context'
import type { Finding } from './doctor-finding'
import { protectionFindings } from './doctor-protection'

/** The first of Node.js that still gets security fixes. */
const maintained = 22

function nodeFinding(): Finding {
  const detail = `Node.js ${process.version}`
  if (Number(process.versions.node.split('.')[0]) >= maintained) return { name: 'node', state: 'good', detail }
  const cure = 'Install Node.js 24 from https://nodejs.org, or with nvm: nvm install 24'
  return { name: 'node', state: 'note', detail: `${detail}, which gets no security fixes any more`, cure }
}

async function diskFinding(config: Config): Promise<Finding> {
  const { bavail, bsize } = await statfs(existsSync(config.state) ? config.state : '/')
  const free = Math.floor((bavail * bsize) / 2 ** 20)
  const detail = `${free} MiB free where the state is kept`
  return free < 3000
    ? { name: 'disk', state: 'bad', detail, cure: 'Free 3 GB, or set LVS_LAB_STATE to another disk' }
    : { name: 'disk', state: 'good', detail }
}

async function engineFindings(engine: Engine, config: Config): Promise<Finding[]> {
  const findings: Finding[] = [
    {
      name: 'engine',
      state: 'good',
      detail: `${engine.kind} at ${engine.where}, ${engine.cpus} cores, ${engine.memory} MiB`,
    },
  ]
  findings.push(
    engine.architecture === 'x86_64'
      ? { name: 'own kernel', state: 'good', detail: 'nodes can run a kernel of their own (User-Mode Linux on x86-64)' }
      : {
          name: 'own kernel',
          state: 'bad',
          detail: `nodes with their own kernel need x86-64, this engine is ${engine.architecture}`,
          cure: 'Set DOCKER_HOST to an engine on x86-64',
        },
  )
  const library = await Library.open(config.labs)
  const largest = Math.max(
    0,
    ...library.all().flatMap(({ lab }) => (lab ? needOf(Object.values(lab.spec.nodes)).memory : [])),
  )
  findings.push(
    labMemory(engine) >= largest
      ? {
          name: 'memory',
          state: 'good',
          detail: `room for ${Math.floor(labMemory(engine) / (largest || 1))} of the largest lab (${largest} MiB at most)`,
        }
      : {
          name: 'memory',
          state: 'bad',
          detail: `the largest lab may take ${largest} MiB, all labs ${labMemory(engine)} MiB`,
          cure: 'Give the engine more memory, or raise LVS_LAB_MEMORY where it is set',
        },
  )
  if (!(await hasNodeImage(engine)))
    return [
      ...findings,
      { name: 'image', state: 'note', detail: `${nodeImage()} is not built yet`, cure: 'npm start builds it' },
    ]
  const base = await baseOf(engine, nodeImage())
  findings.push({ name: 'image', state: 'good', detail: `${nodeImage()}${base ? `, on ${base}` : ''}` })
  try {
    const { works, free } = await tryNetwork(engine)
    findings.push({ name: 'network', state: 'good', detail: works }, ...(await protectionFindings(engine, free)))
  } catch (error) {
    const { message, cure } = toProblem(error)
    findings.push({ name: 'network', state: 'bad', detail: message, ...(cure && { cure }) })
  }
  return findings
}

async function examine(config: Config): Promise<Finding[]> {
  const findings: Finding[] = [nodeFinding(), await diskFinding(config)]
  try {
    const engine = await findEngine(config)
    if (engine) return [...findings, ...(await engineFindings(engine, config))]
    const embeddable = process.platform === 'linux' && process.getuid?.() === 0
    findings.push(
      embeddable
        ? { name: 'engine', state: 'note', detail: 'none answers', cure: 'npm start starts an embedded one' }
        : {
            name: 'engine',
            state: 'bad',
            detail: 'none answers, and only root on Linux can start the embedded one',
            cure: 'sudo apt-get install -y docker.io && sudo usermod -aG docker "$USER"',
          },
    )
  } catch (error) {
    const { message, cure } = toProblem(error)
    findings.push({ name: 'engine', state: 'bad', detail: message, ...(cure && { cure }) })
  }
  return findings
}

async function doctor({ json }: { json?: boolean }): Promise<void> {
  try {
    const findings = await examine(configure())
    const glyph = { good: '✓', note: '·', bad: '✗' }
    if (json) print(JSON.stringify(findings, null, 2))
    else
      for (const { name, state, detail, cure } of findings)
        print(`${glyph[state]} ${name.padEnd(11)} ${detail}${cure ? `\n  ${' '.repeat(11)} cure: ${cure}` : ''}`)
    process.exit(findings.some(({ state }) => state === 'bad') ? exit.wanting : exit.good)
  } catch (error) {
    unable(error)
  }
}

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('what this machine and its engine can do, and what cures what they cannot')
    .option('--json', 'for machines')
    .action(doctor)
}
