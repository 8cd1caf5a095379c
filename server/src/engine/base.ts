import { spawn } from 'node:child_process'
import { LabError } from '../errors'
import { log } from '../log'
import type { Progress } from './build'
import { follow, present } from './build'
import type { Engine } from './engine'
import { engineCall } from './engine'
import { ensureProgram } from './packages'

/** The system that the node image is built on. */

const pulledBase = 'debian:bookworm-slim'
const madeBase = 'lvs-lab/base:bookworm'

async function pullBase(engine: Engine, told: Progress): Promise<boolean> {
  told('image.pull', pulledBase)
  try {
    const stream = await engine.docker.pull(pulledBase, { abortSignal: AbortSignal.timeout(120_000) })
    await follow(engine, stream, (line) =>
      told('image.pull', `${pulledBase} ${line.id ?? ''} ${line.status ?? ''}`.trim()),
    )
    return true
  } catch (error) {
    log.info({ error: String(error) }, 'the base image cannot be pulled')
    return false
  }
}

/** Debian's minimal system by mmdebstrap, imported through the API: what serves where no registry can be reached. */
async function makeBase(engine: Engine, told: Progress): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new LabError(
      'image.base',
      `The image ${pulledBase} cannot be pulled, and only root can make a base with mmdebstrap`,
      `docker pull ${pulledBase}, or on Debian: sudo mmdebstrap --variant=minbase bookworm - | docker import - ${madeBase}`,
    )
  await ensureProgram('mmdebstrap', 'mmdebstrap', 'to make the nodes’ base image, since no registry answers')
  told('image.base', 'mmdebstrap bookworm')
  const child = spawn('mmdebstrap', ['--variant=minbase', 'bookworm', '-'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
    const line = /I: ([^\n]+)\n?$/.exec(said)
    if (line?.[1]) told('image.base', line[1])
  })
  const ended = new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject))
  const [repo, tag] = madeBase.split(':') as [string, string]
  const imported = engine.docker.importImage(
    child.stdout as never,
    { repo, tag } as never,
  ) as unknown as Promise<NodeJS.ReadableStream>
  const status = await ended
  if (status !== 0)
    throw new LabError(
      'image.base',
      `mmdebstrap ended with ${status}: ${said.trim().split('\n').slice(-3).join(' ')}`,
      'Check that Debian’s packages can be reached: sudo apt-get update',
    )
  await follow(engine, await engineCall('importing the base image', () => imported), () => undefined)
}

/** The base image's name: the one that is there, or pulled, or made. */
export async function base(engine: Engine, told: Progress): Promise<string> {
  for (const name of [pulledBase, madeBase]) if (await present(engine, name)) return name
  if (await pullBase(engine, told)) return pulledBase
  await makeBase(engine, told)
  return madeBase
}
