import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Image } from '@contract/lesson'
import { home } from '../config'
import { base } from './base'
import { type Progress, build, files, present } from './build'
import { type Engine, engineCall } from './engine'

const folder = (kind: Image) => join(home, 'images', kind)

/** What an image is built on; null: on the base system. */
const below = (kind: Image): Image | null => (kind === 'node' ? null : 'node')

/** An image's name: its tag is a hash over what it is built from, so an edited image is built anew by itself. */
export function imageName(kind: Image): string {
  const hash = createHash('sha256')
  const on = below(kind)
  if (on) hash.update(imageName(on)).update('\0')
  for (const file of files(folder(kind)))
    hash
      .update(relative(folder(kind), file))
      .update('\0')
      .update(readFileSync(file))
      .update('\0')
  return `lvs-lab/${kind}:${hash.digest('hex').slice(0, 12)}`
}

/** The image of helper containers, and of nodes that need no other. */
export const nodeImage = () => imageName('node')

const building = new Map<string, { promise: Promise<void>; listeners: Set<Progress> }>()

/** Builds the image, and those below it, where they are not there yet. Calls at the same time share one build and all see its progress. */
async function ensureImage(engine: Engine, kind: Image, told: Progress): Promise<void> {
  const name = imageName(kind)
  const running = building.get(name)
  if (running) {
    running.listeners.add(told)
    return running.promise
  }
  const listeners = new Set([told])
  const tell: Progress = (code, detail) => listeners.forEach((each) => each(code, detail))
  const promise = (async () => {
    if (await present(engine, name)) return
    const on = below(kind)
    if (on) await ensureImage(engine, on, tell)
    await build(engine, { name, kind, folder: folder(kind), base: on ? imageName(on) : await base(engine, tell) }, tell)
  })().finally(() => building.delete(name))
  building.set(name, { promise, listeners })
  return promise
}

/** The images that nodes need, and the helpers' own, built where they are not there yet. */
export async function ensureImages(engine: Engine, nodes: { image: Image }[], told: Progress): Promise<void> {
  for (const kind of new Set<Image>(['node', ...nodes.map(({ image }) => image)])) await ensureImage(engine, kind, told)
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
