import type { Command } from 'commander'
import { configure } from '../config'
import { LabNode } from '../lab-node'
import { findSessions } from '../engine/survey'
import { LabError } from '../errors'
import { Filter } from '../terminal/filter'
import { exit, runningEngine, tell } from './context'

/** Shells opened from the command line have numbers of their own, so that they never take over a window's shell. */
const firstNumber = 900

/** Longest that a command given on the command line may take, in milliseconds. */
const longest = 600_000

const size = () => ({ cols: process.stdout.columns || 80, rows: process.stdout.rows || 24 })

/** What a terminal may have of a node's output. A file or another program gets it as it is. */
export function filtered(output: string): string {
  const pieces = new Filter(size).pass(Buffer.from(output))
  return Buffer.concat(pieces.map(({ bytes }) => bytes)).toString()
}

/** Runs a command beside the node's terminals; its output and exit status are passed on. */
async function runCommand(node: LabNode, words: string[]): Promise<never> {
  const { status, timedOut, stdout, stderr } = await node.job(words.join(' '), { timeout: longest, cap: 2 ** 24 })
  process.stdout.write(process.stdout.isTTY ? filtered(stdout) : stdout)
  process.stderr.write(process.stderr.isTTY ? filtered(stderr) : stderr)
  if (timedOut) tell(`lvs-lab: the command did not end within ${longest / 60_000} min`)
  process.exit(timedOut ? exit.wanting : status)
}

async function shell(name: string, command: string[], { lab }: { lab?: string }): Promise<void> {
  const config = configure()
  const engine = await runningEngine(config)
  const all = (await findSessions(engine)).filter((session) => !lab || session.lab === lab)
  // What a verification plays on is asked for only when there is nothing else.
  const learning = all.filter(({ purpose }) => purpose === 'learn')
  const sessions = learning.length > 0 ? learning : all
  const found = sessions.flatMap((session) =>
    session.nodes.filter((node) => node.name === name).map((node) => ({ session, node })),
  )
  const [only] = found
  if (!only) {
    const known = sessions.flatMap(({ nodes }) => nodes.map((node) => node.name))
    if (known.length === 0) throw new LabError('lab.none')
    throw new LabError('node.unknown', { node: name, nodes: known.join(', ') })
  }
  if (found.length > 1)
    throw new LabError('node.several', { node: name, labs: found.map(({ session }) => session.lab).join(', ') })
  const node = new LabNode(name, only.node.spec, only.node.machine)
  await node.connect()
  if (command.length > 0) await runCommand(node, command)
  const taken = await node.listShells()
  let number = firstNumber
  while (taken.includes(String(number))) number++
  const { stdin, stdout } = process
  const filter = stdout.isTTY ? new Filter(size) : null
  /** Whether stdout takes more. */
  const show = (data: Buffer) =>
    (filter?.pass(data) ?? [{ bytes: data }]).reduce((takes, { bytes }) => stdout.write(bytes) && takes, true)
  const leave = (status: number, words?: string) => {
    if (stdin.isTTY) stdin.setRawMode(false)
    if (words) tell(words)
    process.exit(status)
  }
  const link = await node.shell(String(number), size().cols, size().rows, {
    opened: () => undefined,
    replay: (data) => void show(data),
    data: (data) => {
      if (show(data)) return
      link.pause()
      stdout.once('drain', () => link.resume())
    },
    exit: (status) => leave(status),
    closed: (reason) => leave(exit.wanting, `\nlvs-lab: the terminal ended (${reason})`),
  })
  if (stdin.isTTY) stdin.setRawMode(true)
  stdin.setEncoding('utf8').on('data', (text: string) => link.write(text))
  stdin.on('end', () => link.write('\x04'))
  stdout.on('resize', () => link.resize(size().cols, size().rows))
}

export function shellCommand(program: Command): void {
  program
    .command('shell <node> [command...]')
    .description('a terminal in a node of a running lab, or a command run there; a terminal gets its output filtered')
    .option('--lab <lab>', 'when several labs have such a node')
    .passThroughOptions()
    .action(shell)
}
