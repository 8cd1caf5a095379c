import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Readable } from 'node:stream'
import { type Pack, pack } from 'tar-stream'
import { LabError, words } from '../errors'
import { type Engine, engineError, engineStatus } from './engine'

/** What a start tells about an image: a code for the page, and words. */
export type Progress = (code: 'image.pull' | 'image.base' | 'image.build', detail: string) => void

/** Whether the engine has the image. */
export async function present(engine: Engine, name: string): Promise<boolean> {
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
export async function follow(
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

/** Every file below a folder, in a fixed order. */
export function files(dir: string): string[] {
  return readdirSync(dir)
    .sort()
    .flatMap((name) => (statSync(join(dir, name)).isDirectory() ? files(join(dir, name)) : [join(dir, name)]))
}

function context(folder: string): Pack {
  const tar = pack()
  for (const file of files(folder))
    tar.entry({ name: relative(folder, file), mode: statSync(file).mode & 0o777 }, readFileSync(file))
  tar.finalize()
  return tar
}

/** What an image is built from. */
interface Recipe {
  /** Of the image, with its tag. */
  name: string
  /** `node`, `cluster`: the folder's name. */
  kind: string
  folder: string
  base: string
}

/** Builds an image; an error ends with the last lines of the build. */
export async function build(engine: Engine, { name, kind, folder, base }: Recipe, told: Progress): Promise<void> {
  told('image.build', kind)
  let step = ''
  const lines: string[] = []
  try {
    const stream = await engine.docker.buildImage(context(folder) as never, {
      t: name,
      buildargs: { BASE: base },
      // The embedded engine has no bridge; on others the host's network serves the build just as well.
      networkmode: 'host',
      forcerm: true,
      labels: { 'lvs-lab.image': kind },
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
      told('image.build', `${kind} ${step} ${line.replace(/^Step \S+ : /, '')}`.trim().slice(0, 160))
    })
  } catch (error) {
    const known = engineError(error, `building the image ${kind}`)
    if (known.code !== 'engine.refused') throw known
    const last = lines
      .filter((line) => !line.startsWith('--->'))
      .slice(-6)
      .join('\n')
    throw new LabError('image.build', { image: kind, words: `${words(error)}\n${last}` })
  }
}
