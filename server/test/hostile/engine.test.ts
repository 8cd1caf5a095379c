import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { EngineView } from '@contract/engine'
import type { SessionView, ShellScreen } from '@contract/view'
import { fixtureLabs } from '../../src/content/testing'
import type { Engine } from '../../src/engine/engine'
import { containerName } from '../../src/engine/labels'
import { embeddedSocket } from '../../src/engine/place'
import { firstStart, openTestEngine } from '../support/engine'
import { Page } from '../support/page'
import { PrivateEngine, withoutRestore } from '../support/private-engine'
import { Installation } from '../support/process'

/** An engine that dies, hangs or is stopped while labs run on it: what pages are told, and what comes back. */

let shared: Engine
let installation: Installation
let other: string
let engine: PrivateEngine | undefined

beforeAll(async () => void (shared = await openTestEngine()), firstStart)
beforeEach(async () => {
  installation = new Installation(shared, fixtureLabs)
  other = mkdtempSync(join(tmpdir(), 'lvs-lab-engine-'))
  await installation.command(['list']) // builds the program where it is not up to date
})
afterEach(async () => {
  await installation.end()
  await engine?.remove()
  engine = undefined
  await installation.remove()
  rmSync(other, { recursive: true, force: true })
})

/** Milliseconds: an engine that has restarted holds the network of some nodes for two minutes. */
const patience = { timeout: 240_000, interval: 20 }
const whole = { timeout: 600_000 }

/** A learner's window with two labs: what it has been told of the engine, its nodes, and one terminal. */
class Learner {
  readonly sessions: Record<string, SessionView | null> = {}
  private screen = ''

  private constructor(
    readonly page: Page,
    readonly told: EngineView[],
  ) {
    page.socket.on('session', ({ lab, session }) => (this.sessions[lab] = session))
    page.socket.on('shell.data', ({ data }) => (this.screen += Buffer.from(data as Uint8Array).toString()))
    page.socket.on('shell.screen', (screen: ShellScreen) => (this.screen = screen.screen))
  }

  static async sits(server: { url: string; link: string }): Promise<Learner> {
    const told: EngineView[] = []
    // How the engine is, is told once at the beginning.
    return new Learner(await Page.open(server, (socket) => socket.on('engine', (view) => told.push(view))), told)
  }

  async start(...labs: string[]): Promise<void> {
    for (const lab of labs) {
      await this.page.get('lab.follow', { lab })
      await this.page.get('lab.start', { lab })
    }
    for (const lab of labs) await vi.waitFor(() => expect(this.sessions[lab]?.phase).toBe('running'), patience)
  }

  async attach(): Promise<void> {
    const at = { lab: 'tiny', shell: 'client/1', cols: 80, rows: 24 }
    this.screen = (await this.page.get('shell.attach', at)).screen
  }

  type(text: string): void {
    this.page.tell('shell.input', { lab: 'tiny', shell: 'client/1', data: text })
  }

  shows(text: RegExp): Promise<void> {
    return vi.waitFor(() => expect(this.screen).toMatch(text), patience)
  }

  /** The last number that the terminal has shown behind a word. */
  last(word: string): number {
    return Number([...this.screen.matchAll(new RegExp(`${word} (\\d+)`, 'g'))].at(-1)?.[1] ?? -1)
  }

  phase(lab: string, node: string) {
    return this.sessions[lab]?.nodes.find(({ name }) => name === node)?.phase
  }

  hears(state: EngineView['state'], after = 0): Promise<void> {
    return vi.waitFor(() => expect(this.told.slice(after).map((view) => view.state)).toContain(state), patience)
  }
}

test(
  'an embedded engine that is killed is started again; labs, and what runs in their terminals, live on',
  whole,
  async () => {
    engine = await PrivateEngine.start(shared, installation.state)
    const server = await installation.serve([], { DOCKER_HOST: engine.host })
    const learner = await Learner.sits(server)
    await learner.start('tiny', 'pair')
    await learner.page.get('node.fault', { lab: 'tiny', node: 'rs1', act: 'power off' })
    await learner.attach()
    await learner.shows(/client:~#/)
    learner.type('for i in $(seq 100000); do echo tick $i; sleep 0.1; done\r')
    await learner.shows(/tick \d/)
    const containers = await engine.docker.listContainers()

    const before = learner.told.length
    const killed = engine.pid
    await engine.kill()
    await learner.hears('away', before)
    await learner.hears('here', before)
    expect(learner.told.slice(before).map(({ state }) => state)).toEqual(['away', 'back', 'here'])
    expect(learner.told[before]).toMatchObject({ embedded: true })
    expect(engine.pid).not.toBe(killed)

    const seen = learner.last('tick')
    await vi.waitFor(() => expect(learner.last('tick')).toBeGreaterThan(seen + 5), patience)
    learner.type('\x03')
    expect(learner.phase('tiny', 'client')).toBe('ready')
    expect(learner.phase('tiny', 'rs1')).toBe('off')
    expect(learner.sessions['pair']?.nodes.map(({ phase }) => phase)).toEqual(['ready', 'ready'])
    const names = (some: { Id: string }[]) => some.map(({ Id }) => Id).sort()
    expect(names(await engine.docker.listContainers())).toEqual(names(containers))
    // Nothing of the connections that died with it is left, and checks and commands go on.
    const orphans = (text: string) => text.split('\n').filter((line) => line.includes('lab-agent connect')).length
    const client = engine.docker.getContainer(containerName(learner.sessions['tiny']?.id ?? '', 'client'))
    await vi.waitFor(async () => {
      const { Processes } = (await client.top()) as { Processes: string[][] }
      expect(orphans(Processes.map((row) => row.join(' ')).join('\n'))).toBe(2)
    }, patience)
    await learner.page.get('node.fault', { lab: 'tiny', node: 'rs1', act: 'power on' })
    expect(learner.phase('tiny', 'rs1')).toBe('ready')
    // Killed once more, at once: it is started again as often as it takes.
    const again = learner.told.length
    await engine.kill()
    await learner.hears('here', again)
    expect(server.printed.stderr).not.toContain('ECONNREFUSED')
    learner.page.close()
  },
)

test(
  'nodes that an engine took along are switched on again when it is back; what was off stays off',
  whole,
  async () => {
    engine = await PrivateEngine.start(shared, other, { options: withoutRestore })
    const server = await installation.serve([], { DOCKER_HOST: engine.host })
    const learner = await Learner.sits(server)
    await learner.start('tiny', 'pair')
    await learner.page.get('node.fault', { lab: 'tiny', node: 'rs1', act: 'power off' })
    await learner.attach()
    await learner.shows(/client:~#/)
    learner.type('echo kept > /root/kept; echo written $((6 * 7))\r')
    await learner.shows(/written 42/)

    const before = learner.told.length
    await engine.kill()
    await learner.hears('away', before)
    expect(learner.told.at(-1)).toMatchObject({ state: 'away', embedded: false })
    // It is not the server's: nobody starts it but who runs it. What needs it is refused meanwhile, and harms no lab.
    const refused = { ok: false, problem: { code: 'engine.gone', cure: expect.any(String) as string } }
    expect(await learner.page.ask('lab.stop', { lab: 'tiny' })).toMatchObject(refused)
    expect(await learner.page.ask('node.fault', { lab: 'tiny', node: 'rs1', act: 'power on' })).toMatchObject(refused)
    expect(await learner.page.ask('lab.reset', { lab: 'tiny', scope: 'node', node: 'rs1' })).toMatchObject(refused)
    const late = await Learner.sits(server)
    await late.hears('away')
    expect((await late.page.get('catalogue.watch', {})).machine.problem?.code).toBe('engine.gone')
    late.page.close()
    expect(engine.pid).toBeNull()

    await engine.run()
    await learner.hears('here', before)
    expect(learner.told.slice(before).filter(({ nodes }) => nodes > 0).length).toBeGreaterThan(0)
    expect(learner.phase('tiny', 'client')).toBe('ready')
    expect(learner.phase('tiny', 'rs1')).toBe('off')
    expect(learner.sessions['pair']?.nodes).toMatchObject([{ phase: 'ready' }, { phase: 'ready' }])
    await learner.shows(/client:~#\x1b\[0m $/)
    learner.type('cat /root/kept\r')
    await learner.shows(/\x07kept\r\n/)
    learner.page.close()
  },
)

test(
  'a server that starts after its engine and all labs on it had died switches their nodes on again',
  whole,
  async () => {
    engine = await PrivateEngine.start(shared, other, { options: withoutRestore })
    const env = { DOCKER_HOST: engine.host }
    const first = await installation.serve([], env)
    const learner = await Learner.sits(first)
    await learner.start('tiny')
    learner.page.close()
    await installation.end()
    await engine.kill()
    await engine.run()
    expect(await engine.docker.listContainers()).toEqual([])
    const after = await Learner.sits(await installation.serve([], env))
    await after.page.get('lab.follow', { lab: 'tiny' })
    await vi.waitFor(async () => {
      const { session } = (await after.page.get('lab.follow', { lab: 'tiny' })).entry
      expect(session?.nodes.map(({ phase }) => phase)).toEqual(['ready', 'ready'])
    }, patience)
    after.page.close()
  },
)

test('an engine that somebody has stopped is not started again until somebody does', whole, async () => {
  engine = await PrivateEngine.start(shared, installation.state)
  const env = { DOCKER_HOST: engine.host }
  const learner = await Learner.sits(await installation.serve([], env))
  await learner.start('tiny')
  expect((await installation.command(['engine', 'stop'], env)).stdout).toContain('has stopped')
  await learner.hears('stopped')
  expect(await learner.page.ask('lab.start', { lab: 'pair' })).toMatchObject({ ok: true })
  await vi.waitFor(async () => {
    const { session } = (await learner.page.get('lab.follow', { lab: 'pair' })).entry
    expect(session).toMatchObject({ phase: 'failed', problem: { code: 'engine.stopped' } })
  }, patience)
  expect(engine.pid).toBeNull()
  const before = learner.told.length
  expect((await installation.command(['engine', 'start'], env)).status).toBe(0)
  await learner.hears('here', before)
  await learner.start('pair')
  learner.page.close()
})

test('one whose socket is gone, and one that hangs, are ended and started again; labs live on', whole, async () => {
  const startMs = 3000
  engine = await PrivateEngine.start(shared, other, { startMs })
  const { docker } = engine
  const { id } = await docker.createContainer({
    Image: (await docker.listImages())[0]?.Id ?? '',
    Cmd: ['sleep', '600'],
  })
  await docker.getContainer(id).start()
  const running = async () => (await docker.getContainer(id).inspect()).State.Running

  const first = engine.pid
  rmSync(embeddedSocket(other))
  await engine.run()
  expect(engine.pid).not.toBe(first)
  expect(await running()).toBe(true)

  const second = engine.pid
  process.kill(second ?? 0, 'SIGSTOP')
  // Its threads stop one after the other: one that still runs could answer.
  const threads = () => readdirSync(`/proc/${second}/task`).map((id) => `/proc/${second}/task/${id}/status`)
  await vi.waitFor(() => threads().forEach((file) => expect(readFileSync(file, 'utf8')).toMatch(/^State:\s+T/m)))
  await engine.run()
  expect(engine.pid).not.toBe(second)
  expect(existsSync(`/proc/${second}/cmdline`)).toBe(false)
  expect(await running()).toBe(true)
})
