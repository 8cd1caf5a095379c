import type Docker from 'dockerode'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from '../errors'
import { type Engine, engineCall, unless } from './engine'
import { containerName, label } from './labels'

/** Milliseconds until a started probe must have printed its first line. */
const startTimeoutMs = 10_000

/** What is free on the engine's disk, where nodes keep their files. */
export interface FreeSpace {
  mebibytes: number
  inodes: number
}

/** The container that tells how full the engine's disk is (images/node/disk-probe.c). One for each installation. */
interface DiskProbe {
  container: Docker.Container
  /** Milliseconds since 1970. It ends with the engine and its machine only, as nodes do. */
  startedAt: number
  /** Whether it was made just now. */
  made: boolean
  free: FreeSpace
}

const probeName = (engine: Engine) => containerName(engine.installation, 'disk-probe')

const options = (engine: Engine, image: string): Docker.ContainerCreateOptions => ({
  name: probeName(engine),
  Image: image,
  Cmd: ['lab-disk-probe'],
  Labels: { [label.installation]: engine.installation, [label.kind]: 'disk-probe' },
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

/** The last line of a probe's output; null where there is none. */
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
  throw new LabError('engine.disk-probe', { reason: said })
}

/** Makes the probe; false: another process has just made it. */
async function make(engine: Engine, image: string): Promise<boolean> {
  return (await unless([409], () => engine.docker.createContainer(options(engine, image)))) === undefined
}

async function start(engine: Engine, image: string): Promise<DiskProbe> {
  const container = engine.docker.getContainer(probeName(engine))
  let made = false
  // 304: it runs already. 404: there is none yet.
  if ((await unless([304, 404], () => container.start())) === 404) {
    made = await make(engine, image)
    await unless([304], () => container.start())
  }
  const free = await settle(container)
  const { State } = await container.inspect()
  return { container, startedAt: Date.parse(State.StartedAt), made, free }
}

const starting = new Map<string, Promise<DiskProbe>>()

/** The installation's disk probe, started where it does not run. Calls at the same time share one start. */
export function ensureDiskProbe(engine: Engine, image: string): Promise<DiskProbe> {
  const known = starting.get(engine.installation)
  if (known) return known
  const begun = engineCall('starting the watch of the engine’s disk', () => start(engine, image)).finally(() =>
    starting.delete(engine.installation),
  )
  starting.set(engine.installation, begun)
  return begun
}
