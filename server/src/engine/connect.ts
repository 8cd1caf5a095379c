import { existsSync } from 'node:fs'
import Docker from 'dockerode'
import type { Config } from '../config'
import { LabError, systemCode } from '../errors'
import { startEmbedded, wanted } from './embedded'
import type { Engine } from './engine'
import { ping } from './ping'
import { embeddedSocket } from './place'

/** The socket that a Docker engine has by convention. */
const usualSocket = '/var/run/docker.sock'

/** What the configuration says of the engine. */
type Asked = Pick<Config, 'state' | 'installation'> & Partial<Pick<Config, 'memory'>>

type Told = (line: string) => void

async function describe(docker: Docker, config: Asked, kind: Engine['kind'], where: string): Promise<Engine> {
  const info = (await docker.info()) as {
    NCPU: number
    MemTotal: number
    Architecture: string
    SecurityOptions?: string[]
    Driver: string
    DriverStatus?: [name: string, value: string][]
  }
  const confined = (by: string) => (info.SecurityOptions ?? []).some((option) => option.includes(by))
  return {
    docker,
    installation: config.installation,
    kind,
    where,
    cpus: info.NCPU,
    memory: Math.floor(info.MemTotal / 2 ** 20),
    limit: config.memory ?? null,
    architecture: info.Architecture,
    appArmor: confined('apparmor'),
    seccomp: confined('seccomp'),
    storage: {
      driver: info.Driver,
      fileSystem: info.DriverStatus?.find(([name]) => name === 'Backing Filesystem')?.[1] ?? info.Driver,
    },
  }
}

/** Why an engine does not answer; null: it does. */
async function pingFailure(docker: Docker): Promise<unknown> {
  try {
    await ping(docker, 5000)
    return null
  } catch (error) {
    return error
  }
}

/** An engine that runs already: DOCKER_HOST, the usual socket, or our embedded one. Null when none answers. */
export async function findEngine(config: Asked): Promise<Engine | null> {
  const socket = embeddedSocket(config.state)
  const asked = process.env['DOCKER_HOST']
  // `engine start` prints the embedded one's own address.
  const own = asked === `unix://${socket}`
  if (asked && !own) {
    // dockerode reads DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH itself.
    const docker = new Docker()
    const failure = await pingFailure(docker)
    if (!failure) return describe(docker, config, 'given', asked)
    throw new LabError('engine.host', { host: asked, reason: systemCode(failure) ?? String(failure) })
  }
  if (!own && existsSync(usualSocket)) {
    const docker = new Docker({ socketPath: usualSocket })
    const failure = await pingFailure(docker)
    if (!failure) return describe(docker, config, 'given', usualSocket)
    if (systemCode(failure) === 'EACCES') throw new LabError('engine.socket', { socket: usualSocket })
  }
  if (existsSync(socket)) {
    const docker = new Docker({ socketPath: socket })
    if (!(await pingFailure(docker))) return describe(docker, config, 'embedded', socket)
  }
  return null
}

/** An engine that answers, the embedded one started where there is no other. */
export async function openEngine(config: Asked, told: Told): Promise<Engine> {
  wanted(config.state)
  const found = await findEngine(config)
  if (found) return found
  const socket = await startEmbedded(config, told)
  return describe(new Docker({ socketPath: socket }), config, 'embedded', socket)
}
