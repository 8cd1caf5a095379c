import { EventEmitter } from 'node:events'
import type { NodeSpec } from '@contract/lesson'
import type { Problem } from '@contract/problem'
import type { SessionView, ShellView } from '@contract/view'
import { LabNode } from '../lab-node'
import { LabError, toProblem } from '../errors'
import { Shell } from '../terminal/shell'
import { States } from './states'
import { Traffic } from './tools/traffic'

/** Shells that one lab may have open at once; the agent in each node serves 32. */
const mostShells = 24

/** A lab that is starting, running or stopping: its nodes and their shells. Emits whatever the page should know. */
export class RunningLab extends EventEmitter<{ view: []; shell: [ShellView]; settled: [] }> {
  readonly nodes = new Map<string, LabNode>()
  readonly shells = new Map<string, Shell>()
  readonly states = new States()
  readonly traffic: Traffic
  private phase: SessionView['phase'] = 'starting'
  private progress: SessionView['progress']
  private problem: Problem | undefined
  private step: string | null = null
  private solvingStep: string | null = null
  private limit: SessionView['limit']
  private readonly ending = new AbortController()

  constructor(
    readonly id: string,
    readonly name: string,
    nodes: Record<string, NodeSpec>,
    private since = Date.now(),
  ) {
    super()
    this.traffic = new Traffic(name, this.nodes)
    for (const [node, spec] of Object.entries(nodes)) this.add(new LabNode(node, spec))
  }

  private add(node: LabNode): void {
    this.nodes.set(node.name, node)
    this.states.add(node)
    node.on('change', () => {
      for (const shell of this.shells.values()) if (shell.node === node) shell.nodeChanged()
      this.emit('view')
    })
  }

  get view(): SessionView {
    const { id, name: lab, phase, since, progress, problem, step, solvingStep: solving, limit } = this
    const nodes = [...this.nodes.values()].map((node) => node.view)
    return {
      id,
      lab,
      phase,
      since,
      nodes,
      step,
      solving,
      ...(progress && { progress }),
      ...(problem && { problem }),
      ...(limit && { limit }),
    }
  }

  /** When it will be ended, as it is known now. */
  limited(limit: SessionView['limit']): void {
    this.limit = limit
    this.emit('view')
  }

  /** Since when it runs; milliseconds since 1970. */
  get began(): number {
    return this.since
  }

  get state(): SessionView['phase'] {
    return this.phase
  }

  /** Comes when it stops or has failed, or is let go of. */
  get over(): AbortSignal {
    return this.ending.signal
  }

  become(phase: SessionView['phase'], error?: unknown): void {
    if (phase === 'stopping' || phase === 'failed') this.ending.abort()
    this.phase = phase
    this.since = Date.now()
    this.progress = undefined
    this.problem = error === undefined ? undefined : toProblem(error)
    this.emit('view')
  }

  /** What a start is doing before its nodes exist. */
  tell(code: string, detail: string): void {
    this.progress = { code, detail, since: this.progress?.code === code ? this.progress.since : Date.now() }
    this.emit('view')
  }

  atStep(step: string): void {
    this.step = step
    this.emit('view')
  }

  solving(step: string | null): void {
    this.solvingStep = step
    this.emit('view')
  }

  node(name: string): LabNode {
    const node = this.nodes.get(name)
    if (!node) throw new LabError('node.unknown', { node: name, nodes: [...this.nodes.keys()].join(', ') })
    return node
  }

  /** The shell of that id (`node/number`), made known where it was not; it starts when somebody attaches. */
  shell(id: string): Shell {
    const known = this.shells.get(id)
    if (known) return known
    const [name = '', number] = id.split('/')
    const node = this.node(name)
    if (this.shells.size >= mostShells) throw new LabError('shell.most', { most: mostShells })
    const shell = new Shell(this.name, node, Number(number))
    this.shells.set(id, shell)
    shell.on('change', () => this.emit('shell', shell.view))
    shell.on('settled', () => this.emit('settled'))
    return shell
  }

  /** Makes the shells known that run in a node: after a restart of the server. Gives the number of those that cannot be. */
  async findShells(node: LabNode): Promise<number> {
    // A learner's root may have opened any, by any name.
    const names = new Set(await node.listShells())
    const ours = [...names].filter((name) => /^[1-9]\d{0,2}$/.test(name)).sort((a, b) => Number(a) - Number(b))
    for (const number of ours) if (this.shells.size < mostShells) this.shell(`${node.name}/${number}`)
    return [...names].filter((name) => !this.shells.has(`${node.name}/${name}`)).length
  }

  /** Says of a running lab what is wrong with it; it goes on. */
  warn(problem: LabError): void {
    this.problem = toProblem(problem)
    this.emit('view')
  }

  /** Ends a shell and forgets it. */
  closeShell(id: string): void {
    this.shells.get(id)?.hangup()
    this.shells.get(id)?.dispose()
    this.shells.delete(id)
  }

  /** Lets go of everything here; what runs on the engine goes on. */
  dispose(): void {
    this.ending.abort()
    this.traffic.removeAllListeners()
    this.traffic.stop()
    this.states.dispose()
    for (const shell of this.shells.values()) shell.dispose()
    for (const node of this.nodes.values()) node.dispose()
    this.removeAllListeners()
  }
}
