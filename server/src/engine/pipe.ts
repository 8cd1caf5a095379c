import type { Duplex } from 'node:stream'
import type Docker from 'dockerode'
import { agentCutter, dockerCutter } from './frames'

/** A connection to a node's agent: `docker exec lab-agent connect`, its frames both ways. Whoever opens it closes it. */
export interface Pipe {
  write(frame: Buffer): void
  /** Bytes written that the node has not taken yet. */
  readonly waiting: number
  /** Stops and goes on reading: the node waits meanwhile. */
  pause(): void
  resume(): void
  close(): void
}

export interface PipeEvents {
  frame(kind: string, payload: Buffer): void
  /** Everything written has been taken, after more than a stream's buffer had waited. */
  drained?(): void
  /** Called once: the connection is over, with what the agent's end said about it. */
  closed(reason: string): void
}

/** Address of the agent as seen in the container: a guest's at the far end of the management link. */
const addresses = { own: '169.254.100.2:7', host: '/run/lab/agent.sock' } as const

/** Opens a connection; waits up to `seconds` inside the container for the agent to come up. */
export async function openPipe(
  container: Docker.Container,
  kernel: 'own' | 'host',
  seconds: number,
  events: PipeEvents,
): Promise<Pipe> {
  const exec = await container.exec({
    Cmd: ['lab-agent', 'connect', addresses[kernel], String(seconds)],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  })
  const stream: Duplex = await exec.start({ hijack: true, stdin: true })
  let said = ''
  let over = false
  const finish = (reason: string) => {
    if (over) return
    over = true
    stream.destroy()
    events.closed(said.trim() || reason)
  }
  const inner = agentCutter((kind, payload) => events.frame(kind, payload))
  const outer = dockerCutter((source, payload) => {
    if (source === 1) inner.push(payload)
    else said = (said + payload.toString()).slice(-500)
  })
  stream.on('data', (chunk: Buffer) => outer.push(chunk))
  stream.on('drain', () => events.drained?.())
  stream.on('end', () => finish('the node went away'))
  stream.on('close', () => finish('the node went away'))
  stream.on('error', (error) => finish(error.message))
  return {
    write: (bytes) => void (over || stream.write(bytes)),
    get waiting() {
      return stream.writableLength
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    close: () => finish('closed'),
  }
}
