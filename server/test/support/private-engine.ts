/** A Docker engine of a test's own, which may be killed: in a state folder of its own, with the nodes' image copied onto it. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'
import type { Manner } from '../../src/engine/embedded'
import { startEmbedded, stopEmbedded } from '../../src/engine/embedded'
import type { Engine } from '../../src/engine/engine'
import { nodeImage } from '../../src/engine/image'
import { beganAt, embeddedPid, embeddedSocket } from '../../src/engine/place'

/** Options of a dockerd that takes its containers along when it dies. */
export const withoutRestore = ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false']

export class PrivateEngine {
  readonly docker: Docker
  /** As DOCKER_HOST takes it. */
  readonly host: string

  private constructor(
    readonly state: string,
    private readonly manner: Manner,
  ) {
    const socketPath = embeddedSocket(state)
    this.docker = new Docker({ socketPath })
    this.host = `unix://${socketPath}`
  }

  /** Starts one in a state folder, and copies the nodes' image from an engine that has it. */
  static async start(from: Engine, state: string, manner: Manner = {}): Promise<PrivateEngine> {
    const engine = new PrivateEngine(state, manner)
    await engine.run()
    const saved = (await from.docker.getImage(nodeImage()).get()) as NodeJS.ReadableStream
    const loaded = await engine.docker.loadImage(saved)
    await new Promise<void>((resolve, reject) => {
      loaded.on('end', resolve).on('error', reject).resume()
    })
    return engine
  }

  get pid(): number | null {
    return embeddedPid(this.state)
  }

  /** Has it run, and returns once it answers. */
  async run(manner = this.manner): Promise<void> {
    await startEmbedded({ state: this.state, installation: 'none' }, () => undefined, manner)
  }

  /** Kills it as a crash does, and returns when it has ended. */
  async kill(): Promise<void> {
    const { pid } = this
    if (pid === null) throw new Error('The private engine does not run')
    process.kill(pid, 'SIGKILL')
    while (beganAt(pid) !== null && this.pid === pid) await sleep(20)
  }

  /** Ends it and all that runs on it. */
  async remove(): Promise<void> {
    // What outlived it is ended by it.
    await this.run({ ...this.manner, startMs: 20_000 })
    await stopEmbedded(this.state)
    // One that was killed leaves its mounts, and the next does not take them for its own.
    const mounts = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .flatMap((line) => line.split(' ')[1] ?? [])
      .filter((path) => path.startsWith(`${this.state}/`))
    if (mounts.length > 0) execFileSync('umount', ['--lazy', ...mounts.reverse()])
  }
}
