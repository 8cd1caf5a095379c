import type { Readable } from 'node:stream'
import { log } from '../log'
import { type FullNode, tooFull } from './disk'
import { DiskLooks } from './disk-looks'
import { type Engine, engineWords } from './engine'
import { ensureDiskProbe, readFree } from './disk-probe'

/** Milliseconds between two attempts to follow the probe. */
const againMs = 2000

/**
 * Has nodes dealt with that fill the engine's disk, by what its probe says of it. Whoever calls closes it. Where the engine's
 * file system limits nodes itself (quota.ts), none takes more than its share.
 */
export function watchDisk(engine: Engine, image: string, full: (node: FullNode) => Promise<void>): { close(): void } {
  const looks = new DiskLooks(engine, full)
  let closed = false
  let stream: Readable | null = null
  let timer: NodeJS.Timeout | null = null

  const heard = (text: string) => {
    const free = readFree(text)
    if (!free) return
    if (tooFull(free)) log.warn(free, 'the engine’s disk is nearly full: nothing more starts')
    looks.heard(free)
  }
  const retry = () => {
    looks.heard(null)
    if (!closed) timer ??= setTimeout(() => void follow(), againMs)
  }
  const follow = async () => {
    timer = null
    try {
      const { container } = await ensureDiskProbe(engine, image)
      stream = (await container.logs({ follow: true, stdout: true, stderr: true, tail: 1 })) as Readable
      stream.setEncoding('utf8').on('data', heard).on('close', retry).on('error', retry)
      if (closed) stream.destroy()
    } catch (error) {
      log.info({ error: engineWords(error) }, 'the engine’s disk is not watched; trying again')
      retry()
    }
  }
  void follow()
  return {
    close() {
      closed = true
      if (timer) clearTimeout(timer)
      looks.close()
      stream?.destroy()
    },
  }
}
