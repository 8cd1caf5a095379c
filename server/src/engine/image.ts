import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Readable } from 'node:stream'
import type { Pack } from 'tar-stream'
import { pack } from 'tar-stream'
import { home } from '../config'
import { LabError } from '../errors'
import { ensureProgram } from './packages'
import { log } from '../log'
import type { Engine } from './engine'
import { engineCall, engineError, engineStatus } from './engine'

/** What a start tells about the image: a code for the page, and words. */
export type Progress = (code: 'image.pull' | 'image.base' | 'image.build', detail: string) => void

const folder = join(home, 'images/node')
const pulledBase = 'debian:bookworm-slim'
const madeBase = 'lvs-lab/base:bookworm'

function files(dir: string): string[] {
  return readdirSync(dir)
    .sort()
    .flatMap((name) => (statSync(join(dir, name)).isDirectory() ? files(join(dir, name)) : [join(dir, name)]))
}

/** The node image's name: its tag is a hash over what it is built from, so an edited image is built anew by itself. */
export function nodeImage(): string {
  const hash = createHash('sha256')
  for (const file of files(folder))
    hash.update(relative(folder, file)).update('\0').update(readFileSync(file)).update('\0')
  return `lvs-lab/node:${hash.digest('hex').slice(0, 12)}`
}

async function present(engine: Engine, name: string): Promise<boolean> {
  try {
    await engine.docker.getImage(name).inspect()
    return true
  } catch (error) {
    if (engineStatus(error) === 404) return false
    throw engineError(error, `looking for the image ${name}`)
  }
}

interface Line {
  stream?: string
  status?: string
  id?: string
  error?: string
}

/** Reads the engine's JSON lines to their end; the last error in them is thrown. */
async function follow(
  engine: Engine,
  stream: Readable | NodeJS.ReadableStream,
  each: (line: Line) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    engine.docker.modem.followProgress(
      stream as NodeJS.ReadableStream,
      (error) => (error ? reject(error) : resolve()),
      (line: Line) => {
        if (line.error) reject(new Error(line.error.trim()))
        else each(line)
      },
    )
  })
}

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

async function base(engine: Engine, told: Progress): Promise<string> {
  for (const name of [pulledBase, madeBase]) if (await present(engine, name)) return name
  if (await pullBase(engine, told)) return pulledBase
  await makeBase(engine, told)
  return madeBase
}

function context(): Pack {
  const tar = pack()
  for (const file of files(folder))
    tar.entry({ name: relative(folder, file), mode: statSync(file).mode & 0o777 }, readFileSync(file))
  tar.finalize()
  return tar
}

async function build(engine: Engine, name: string, told: Progress): Promise<void> {
  const from = await base(engine, told)
  told('image.build', 'starting')
  let step = ''
  const lines: string[] = []
  try {
    const stream = await engine.docker.buildImage(context() as never, {
      t: name,
      buildargs: { BASE: from },
      // The embedded engine has no bridge; on others the host's network serves the build just as well.
      networkmode: 'host',
      forcerm: true,
      labels: { 'lvs-lab.image': 'node' },
    })
    await follow(engine, stream, ({ stream: text }) => {
      // One message may hold many lines of apt's; the last says where it is.
      const line = text
        ?.trim()
        .split(/[\r\n]+/)
        .at(-1)
        ?.trim()
      if (!line) return
      lines.push(line)
      step = /^Step (\d+\/\d+)/.exec(line)?.[1] ?? step
      told('image.build', `${step} ${line.replace(/^Step \S+ : /, '')}`.trim().slice(0, 160))
    })
  } catch (error) {
    const known = engineError(error, 'building the node image')
    if (known.code !== 'engine.refused') throw known
    const last = lines
      .filter((line) => !line.startsWith('--->'))
      .slice(-6)
      .join('\n')
    throw new LabError(
      'image.build',
      `The node image could not be built: ${error instanceof Error ? error.message : String(error)}\n${last}`,
      'Check that Debian’s packages can be reached from the engine, then try again',
    )
  }
}

const building = new Map<string, { promise: Promise<string>; listeners: Set<Progress> }>()

/** The node image, built if it is not there yet. Calls at the same time share one build and all see its progress. */
export async function ensureNodeImage(engine: Engine, told: Progress): Promise<string> {
  const name = nodeImage()
  const running = building.get(name)
  if (running) {
    running.listeners.add(told)
    return running.promise
  }
  const listeners = new Set([told])
  const promise = (async () => {
    if (!(await present(engine, name)))
      await build(engine, name, (code, detail) => listeners.forEach((each) => each(code, detail)))
    return name
  })().finally(() => building.delete(name))
  building.set(name, { promise, listeners })
  return promise
}

/** Whether the node image is there. */
export const hasNodeImage = (engine: Engine) => present(engine, nodeImage())

/** An image that helper containers can run: the node image, or one of an earlier version; null when there never was one. */
export async function helperImage(engine: Engine): Promise<string | null> {
  if (await hasNodeImage(engine)) return nodeImage()
  const filters = JSON.stringify({ label: ['lvs-lab.image=node'] })
  const images = await engineCall('listing images', () => engine.docker.listImages({ filters }))
  return images[0]?.Id ?? null
}
