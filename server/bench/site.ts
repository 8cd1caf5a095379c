import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configure, kept } from '../src/config'
import { openEngine } from '../src/engine/connect'
import type { Engine } from '../src/engine/engine'
import { ensureImages } from '../src/engine/image'
import { LabNode } from '../src/lab-node'
import { findSessions, removeAll } from '../src/engine/survey'
import { BenchError } from './error'
import { Client } from './client'
import type { BenchLab } from './lab'
import { writeLab } from './lab'
import type { BenchServer } from './server'
import { startServer } from './server'

/** What the measurements work on: an engine, a server and a browser's connection, all of an installation of their own. */
export class Site {
  private running = false
  private closing: Promise<void> | null = null

  private constructor(
    readonly engine: Engine,
    readonly lab: BenchLab,
    readonly server: BenchServer,
    readonly client: Client,
    private readonly state: string,
    readonly tell: (line: string) => void,
  ) {}

  private readonly removals: (() => Promise<void>)[] = []

  /** Something beside it that must go too when the benchmark ends, however it does. Done twice it must be harmless. */
  alsoRemove(remove: () => Promise<void>): void {
    this.removals.push(remove)
  }

  /** Starts everything, with the nodes of the lab in the folder `from`. What was started is removed again where a part fails. */
  static async open(from: string, tell: (line: string) => void): Promise<Site> {
    const found = await openEngine(configure(), tell)
    const state = mkdtempSync(join(tmpdir(), 'lvs-lab-bench-'))
    let server: BenchServer | undefined
    // Also when interrupted while the server starts; it has no lab yet.
    process.once('exit', () => rmSync(state, { recursive: true, force: true }))
    try {
      const engine: Engine = { ...found, installation: kept(state, 'installation', 4) }
      await ensureImages(engine, [], (_, detail) => tell(detail))
      const lab = writeLab(join(state, 'labs'), from)
      const host = engine.where.startsWith('/') ? `unix://${engine.where}` : engine.where
      server = await startServer(state, lab.folder, host)
      return new Site(engine, lab, server, await Client.enter(server.link), state, tell)
    } catch (error) {
      await server?.stop()
      rmSync(state, { recursive: true, force: true })
      throw error
    }
  }

  /** Asks for the lab's start; gives the moment of asking, and the moment all its nodes are ready. */
  async start(): Promise<{ asked: number; ready: Promise<number> }> {
    const { client, lab } = this
    await client.ask('lab.follow', { lab: lab.id })
    const ready = client.until('session', ({ session }) => {
      const { code, message, cure } = session?.problem ?? {}
      if (session?.phase === 'failed')
        throw new BenchError(code ?? 'bench.start', `The lab does not start: ${message}`, cure)
      return session?.phase === 'running'
    })
    const asked = performance.now()
    this.running = true
    await client.ask('lab.start', { lab: lab.id })
    return { asked, ready }
  }

  async stop(): Promise<void> {
    await this.client.ask('lab.stop', { lab: this.lab.id })
    this.running = false
  }

  /** Sees to it that the lab runs. */
  async ensureRunning(): Promise<void> {
    if (!this.running) await (await this.start()).ready
  }

  /** The lab's nodes as the engine has them, reached without the server. Who asks disposes of them. */
  async nodes(): Promise<LabNode[]> {
    const sessions = await findSessions(this.engine)
    const session = sessions.find(({ lab }) => lab === this.lab.id)
    return (session?.nodes ?? []).map(({ name, spec, machine }) => new LabNode(name, spec, machine))
  }

  /** Removes everything: server, nodes, networks, links, state. Calls at the same time share one removal. */
  close(): Promise<void> {
    this.closing ??= this.remove()
    return this.closing
  }

  private async remove(): Promise<void> {
    try {
      for (const remove of this.removals) await remove()
      this.client.close()
      await this.server.stop()
      // A creation that was under way may land after the first removal: the second takes it too.
      for (let round = 0; round < 2; round++) await removeAll(this.engine)
    } finally {
      rmSync(this.state, { recursive: true, force: true })
    }
  }
}
