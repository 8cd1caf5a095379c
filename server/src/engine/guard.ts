import type Docker from 'dockerode'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from '../errors'
import type { Engine } from './engine'
import { engineCall, engineStatus } from './engine'
import { containerName, label } from './labels'

/** Milliseconds until a started guard must have said its first line. */
const startTimeoutMs = 10_000

/** What is free on the engine's disk, where nodes keep their files. */
export interface FreeSpace {
  mebibytes: number
  inodes: number
}

/** The container that tells how full the engine's disk is (images/node/guard.c). One for each installation. */
export interface Guard {
  container: Docker.Container
  /** Milliseconds since 1970. */
  startedAt: number
  free: FreeSpace
}

const options = (engine: Engine, image: string): Docker.ContainerCreateOptions => ({
  name: containerName(engine.installation, 'guard'),
  Image: image,
  Cmd: ['lab-guard'],
  Labels: { [label.installation]: engine.installation, [label.kind]: 'guard' },
  // Its output is plain lines then.
  Tty: true,
  HostConfig: {
    NetworkMode: 'none',
    CapDrop: ['ALL'],
    CapAdd: [],
    SecurityOpt: ['no-new-privileges'],
    ReadonlyRootfs: true,
    Memory: 16 * 2 ** 20,
    MemorySwap: 16 * 2 ** 20,
    PidsLimit: 8,
    LogConfig: { Type: 'json-file', Config: { 'max-size': '100k', 'max-file': '1' } },
  },
})

/** The last line of a guard's output; null where there is none. */
export function readFree(output: string): FreeSpace | null {
  const lines = [...output.matchAll(/^(\d+) (\d+)\r?$/gm)]
  const [, mebibytes, inodes] = lines.at(-1) ?? []
  return mebibytes === undefined ? null : { mebibytes: Number(mebibytes), inodes: Number(inodes) }
}

async function settle(container: Docker.Container): Promise<FreeSpace> {
  let said = ''
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += 20) {
    const output = (await container.logs({ stdout: true, stderr: true, tail: 2 })) as unknown as Buffer
    said = output.toString().trim()
    const free = readFree(said)
    if (free) return free
    await sleep(20)
  }
  throw new LabError('engine.guard', { reason: said })
}

async function start(engine: Engine, image: string): Promise<Guard> {
  const container = engine.docker.getContainer(containerName(engine.installation, 'guard'))
  try {
    await container.start()
  } catch (error) {
    // 304: it runs already. 404: there is none yet. 409: another process has just made it.
    if (engineStatus(error) === 404) {
      try {
        await engine.docker.createContainer(options(engine, image))
      } catch (refused) {
        if (engineStatus(refused) !== 409) throw refused
      }
      await container.start().catch((refused: unknown) => {
        if (engineStatus(refused) !== 304) throw refused
      })
    } else if (engineStatus(error) !== 304) throw error
  }
  const free = await settle(container)
  const { State } = await container.inspect()
  return { container, startedAt: Date.parse(State.StartedAt), free }
}

const starting = new Map<string, Promise<Guard>>()

/** The installation's guard, started where it does not run. Calls at the same time share one start. */
export function ensureGuard(engine: Engine, image: string): Promise<Guard> {
  const known = starting.get(engine.installation)
  if (known) return known
  const begun = engineCall('starting the watch of the engine’s disk', () => start(engine, image)).finally(() =>
    starting.delete(engine.installation),
  )
  starting.set(engine.installation, begun)
  return begun
}
