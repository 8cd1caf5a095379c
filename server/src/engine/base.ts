import { spawn } from 'node:child_process'
import { LabError } from '../errors'
import { log } from '../log'
import { type Progress, follow, present } from './build'
import { type Engine, engineCall } from './engine'
import { ensureProgram } from './packages'

/** The system that the node image is built on. */

const pulledBase = 'debian:bookworm-slim'
const madeBase = 'lvs-lab/base:bookworm'

/** The label that the node image tells its base by. */
const label = 'lvs-lab.base'
const pinned = /^debian@sha256:[0-9a-f]{64}$/

async function pull(engine: Engine, name: string, told: Progress): Promise<boolean> {
  told('image.pull', name)
  try {
    const stream = await engine.docker.pull(name, { abortSignal: AbortSignal.timeout(120_000) })
    await follow(engine, stream, (line) => told('image.pull', `${name} ${line.id ?? ''} ${line.status ?? ''}`.trim()))
    return true
  } catch (error) {
    log.info({ image: name, error: String(error) }, 'the base image cannot be pulled')
    return false
  }
}

/** The tag's image by its digest, which nobody can make mean another one; by its tag where it came from no registry. */
async function byDigest(engine: Engine, name: string): Promise<string> {
  const { RepoDigests } = await engineCall('looking at the base image', () => engine.docker.getImage(name).inspect())
  return RepoDigests?.find((digest) => pinned.test(digest)) ?? name
}

/** What an image here is built on, as its label says; null where it does not. */
export async function baseOf(engine: Engine, image: string): Promise<string | null> {
  const { Config } = await engineCall('looking at the node image', () => engine.docker.getImage(image).inspect())
  return Config.Labels?.[label] ?? null
}

/** What node images on this engine say that they are built on, the newest first. */
async function bases(engine: Engine): Promise<string[]> {
  const filters = JSON.stringify({ label: [label] })
  const images = await engineCall('listing images', () => engine.docker.listImages({ filters }))
  return images.sort((one, other) => other.Created - one.Created).map(({ Labels }) => Labels?.[label] ?? '')
}

/** Debian's minimal system by mmdebstrap, imported through the API: what serves where no registry can be reached. */
async function makeBase(engine: Engine, told: Progress): Promise<void> {
  if (process.getuid?.() !== 0) throw new LabError('image.pull', { image: pulledBase, made: madeBase })
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
    throw new LabError('image.base', {
      status: status ?? 'a signal',
      words: said.trim().split('\n').slice(-3).join(' '),
    })
  await follow(engine, await engineCall('importing the base image', () => imported), () => undefined)
}

/**
 * The base image, by its digest where it is a registry's: the one that node images here are built on already, the one that is
 * there, a pulled one, or one made here, which has no digest.
 */
export async function base(engine: Engine, told: Progress): Promise<string> {
  const before = (await bases(engine)).find((name) => pinned.test(name))
  if (before && ((await present(engine, before)) || (await pull(engine, before, told)))) return before
  if (await present(engine, pulledBase)) return byDigest(engine, pulledBase)
  if (await present(engine, madeBase)) return madeBase
  if (await pull(engine, pulledBase, told)) return byDigest(engine, pulledBase)
  await makeBase(engine, told)
  return madeBase
}
