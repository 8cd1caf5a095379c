import type { FaultAct } from '@contract/fault'
import type { BlockSegment, BlockState } from '@contract/view'
import { LabError } from '../errors'
import { within } from '../timeout'
import type { Nodes } from './run'

/** A shell that types commands; the terminal's Shell is one. */
interface Typing {
  readonly id: string
  run(text: string, started?: () => void): Promise<number>
}

/** What a block is played on. */
export interface Stage {
  nodes: Nodes
  /** Does something to a node from outside, and returns when it has been done. */
  fault(node: string, act: FaultAct): Promise<void>
  /** The node's first terminal. */
  shell(node: string): Typing
}

type PlayTold = (state: BlockState, node: string, status?: number, shell?: string) => void

/** Milliseconds that a command of the lesson may take before a verification gives up on it. */
const longestMs = 600_000

/** Plays one block the way a click does: commands are typed into the nodes' terminals, files written. Says whether it went as meant. */
export async function playBlock(stage: Stage, block: BlockSegment, told: PlayTold = () => undefined): Promise<boolean> {
  let good = true
  for (const name of block.nodes) {
    const node = stage.nodes.get(name)
    if (!node) throw new LabError('node.unknown', { node: name, nodes: [...stage.nodes.keys()].join(', ') })
    if (block.type === 'fault') {
      told('running', name)
      await stage.fault(name, block.act)
      told('ran', name)
      continue
    }
    if (node.state === 'off') throw new LabError('node.off', { node: name })
    if (block.type === 'file') {
      told('running', name)
      await node.writeFile(block.path, block.content, block.executable)
      told('written', name)
      continue
    }
    const shell = stage.shell(name)
    told('queued', name, undefined, shell.id)
    const status = await shell.run(block.code, () => told('running', name, undefined, shell.id))
    const meant = block.fails ? status !== 0 : status === 0
    told(meant ? 'ran' : 'failed', name, status, shell.id)
    good &&= meant
  }
  return good
}

/** The same with an end: a command that does not come back is an error that names it. */
export function playBlockWithin(stage: Stage, block: BlockSegment, told?: PlayTold): Promise<boolean> {
  const what = block.type === 'run' ? block.code.split('\n')[0] : block.type === 'file' ? block.path : block.act
  const about = { what: what ?? '', nodes: block.nodes.join(', '), seconds: longestMs / 1000 }
  return within(longestMs, playBlock(stage, block, told), () => new LabError('block.late', about))
}
