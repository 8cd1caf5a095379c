/** The program as users run it: in a process of its own, with a state folder of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { home, kept } from '../../src/config'
import type { Engine } from '../../src/engine/engine'
import { removeAll } from '../../src/engine/survey'
import { dockerHost } from './engine'

/** How a command ended. `status` is null when a signal ended it. */
export interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

/** A running command, with what it has printed so far. */
export interface Running {
  child: ChildProcess
  printed: { stdout: string; stderr: string }
  ended: Promise<Ended>
}

/** An installation on disk: what a user has who has cloned the project once. */
export class Installation {
  readonly state = mkdtempSync(join(tmpdir(), 'lvs-lab-state-'))
  /** The engine as this installation sees it. */
  readonly engine: Engine
  private readonly running = new Set<ChildProcess>()

  constructor(
    engine: Engine,
    private readonly labs: string,
  ) {
    this.engine = { ...engine, installation: kept(this.state, 'installation', 4) }
  }

  private launch(program: string, args: string[], env: Record<string, string>): Running {
    const child = spawn(process.execPath, [join(home, program), ...args], {
      env: {
        ...process.env,
        DOCKER_HOST: dockerHost(this.engine),
        LVS_LAB_STATE: this.state,
        LVS_LAB_LABS: this.labs,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.running.add(child)
    const printed = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => (printed[stream] += text))
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (status) => {
        this.running.delete(child)
        resolve({ status, ...printed })
      })
    })
    return { child, printed, ended }
  }

  /** Runs a command to its end; the program is built first where it is not up to date. */
  command(args: string[], env: Record<string, string> = {}): Promise<Ended> {
    return this.launch('server/bin/lvs-lab.mjs', args, env).ended
  }

  /** Starts the built server and waits until it is ready; `link` is the owner's, or the first instructor's. */
  async serve(
    options: string[] = [],
    env: Record<string, string> = {},
  ): Promise<Running & { url: string; link: string }> {
    const running = this.launch('server/dist/lvs-lab.js', ['serve', '--port', '0', ...options], env)
    const link = await vi.waitFor(
      () => {
        const { stdout } = running.printed
        const ready = /is ready|holds classes/.test(stdout)
        const found = ready && (/(https?:\S+\/enter\S+)/.exec(stdout) ?? /(https?:\S+)/.exec(stdout))?.[1]
        if (!found) throw new Error(`The server is not ready: ${running.printed.stdout}${running.printed.stderr}`)
        return found
      },
      { timeout: 30_000, interval: 50 },
    )
    const { url } = JSON.parse(readFileSync(join(this.state, 'server.json'), 'utf8')) as { url: string }
    return { ...running, url, link }
  }

  /** Kills what still runs. */
  async end(): Promise<void> {
    for (const child of this.running) child.kill('SIGKILL')
    await vi.waitFor(() => expect(this.running.size).toBe(0))
  }

  /** Ends what still runs and removes everything of this installation, from the engine and from the disk. */
  async remove(): Promise<void> {
    await this.end()
    await removeAll(this.engine)
    rmSync(this.state, { recursive: true, force: true })
  }
}
