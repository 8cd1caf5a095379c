import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const command = join(root, 'server/bin/lvs-lab.mjs')

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

/** Starts the machine's engine where it does not run; gives its socket, as DOCKER_HOST names it. */
export function startEngine(): string {
  return execFileSync(process.execPath, [command, 'engine', 'start'], { encoding: 'utf8' }).trim()
}

/** A server of the test's own: another installation on the machine's engine, so that nothing else is touched. */
export class LabServer {
  private process: ChildProcess | null = null
  private said = ''
  private instructor: string | undefined

  private constructor(
    private readonly labs: string,
    private readonly state: string,
    private readonly port: number,
    private readonly engine: string,
    private readonly way: string,
    private readonly classes: boolean,
  ) {}

  /** `classes`: it holds classes, and `link` is the instructor's. `way`: how it reaches the engine, as DOCKER_HOST names it. */
  static async create(
    labs: string,
    { classes = false, way }: { classes?: boolean; way?: string } = {},
  ): Promise<LabServer> {
    const engine = startEngine()
    const server = new LabServer(
      resolve(root, labs),
      mkdtempSync(join(tmpdir(), 'lvs-lab-e2e-')),
      await freePort(),
      engine,
      way ?? engine,
      classes,
    )
    await server.start()
    return server
  }

  private get environment() {
    return { ...process.env, LVS_LAB_STATE: this.state, DOCKER_HOST: this.engine, LVS_LAB_LABS: this.labs }
  }

  /** Starts the process and waits until it has said its link. */
  async start(): Promise<void> {
    this.said = ''
    const child = spawn(
      process.execPath,
      [command, 'serve', '--port', String(this.port), ...(this.classes ? ['--class'] : [])],
      {
        env: { ...this.environment, DOCKER_HOST: this.way },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    this.process = child
    await new Promise<void>((resolve, reject) => {
      const hear = (text: Buffer) => {
        this.said += text.toString()
        if (/LVS Lab (is ready|holds classes)[^]*\n$/.test(this.said)) resolve()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${this.said}`)))
    })
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** The link that lets a browser in: as whoever runs the server, or as an instructor of it. */
  get link(): string {
    if (this.classes) return (this.instructor ??= this.run('instructor', 'Ms Chen').trim())
    return `${this.url}/enter?token=${readFileSync(join(this.state, 'token'), 'utf8').trim()}`
  }

  /** Ends the process at once, as a crash would. Its labs go on. */
  async crash(): Promise<void> {
    const child = this.process
    if (!child) return
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    this.process = null
  }

  /** Runs a command of the command line beside the server. */
  run(...words: string[]): string {
    return execFileSync(process.execPath, [command, ...words], { env: this.environment, encoding: 'utf8' })
  }

  /** Removes everything of this installation. */
  async dispose(): Promise<void> {
    await this.crash()
    this.run('clean')
    rmSync(this.state, { recursive: true, force: true })
  }
}
