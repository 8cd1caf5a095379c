import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A way to the engine that can be cut: for a server that uses it, the engine is away then, and everybody else's goes on. */
export class EngineWay {
  private readonly folder = mkdtempSync(join(tmpdir(), 'lvs-lab-way-'))
  private readonly path = join(this.folder, 'docker.sock')
  private readonly ends = new Set<Socket>()
  private server: Server | null = null

  /** `engine`: as DOCKER_HOST names it. */
  constructor(private readonly engine: string) {}

  /** The way, as DOCKER_HOST names it. */
  get host(): string {
    return `unix://${this.path}`
  }

  async open(): Promise<void> {
    // Docker's streams are closed in one direction at a time.
    const server = createServer({ allowHalfOpen: true }, (near) => {
      const far = connect({ path: new URL(this.engine).pathname, allowHalfOpen: true })
      for (const [end, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.ends.add(end)
        end.on('error', () => other.destroy())
        end.on('close', () => this.ends.delete(end) && other.destroySoon())
      }
      near.pipe(far).pipe(near)
    })
    this.server = server.listen(this.path)
    await once(server, 'listening')
  }

  async cut(): Promise<void> {
    const { server } = this
    this.server = null
    if (!server) return
    server.close()
    for (const end of this.ends) end.destroy()
    await once(server, 'close')
  }

  async dispose(): Promise<void> {
    await this.cut()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
