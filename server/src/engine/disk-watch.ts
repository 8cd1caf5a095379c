import type { Readable } from 'node:stream'
import { log } from '../log'
import type { FullNode } from './disk'
import { findFull, tooFull } from './disk'
import type { Engine } from './engine'
import { engineWords } from './engine'
import { ensureGuard, readFree } from './guard'

/** Milliseconds between two attempts to follow the guard, and from one adding up of files to the next. */
const [againMs, restMs] = [2000, 500]

/**
 * Has nodes dealt with whose files take more than they may: looked at whenever the engine's disk has become fuller. Whoever
 * calls closes it. Where the engine's file system limits nodes itself (quota.ts), none is ever found.
 */
export function watchDisk(engine: Engine, image: string, full: (node: FullNode) => Promise<void>): { close(): void } {
  let closed = false
  let stream: Readable | null = null
  let timer: NodeJS.Timeout | null = null
  let rest: NodeJS.Timeout | null = null
  let busy = false
  let again = false
  let lowest = Infinity

  const look = async () => {
    if (busy) return void (again = true)
    busy = true
    try {
      for (const node of await findFull(engine)) await full(node)
    } catch (error) {
      log.warn({ error: engineWords(error) }, 'nodes’ disks cannot be measured')
    }
    rest = setTimeout(() => {
      busy = false
      if (again && !closed) {
        again = false
        void look()
      }
    }, restMs).unref()
  }
  const heard = (text: string) => {
    const free = readFree(text)
    if (!free) return
    const fuller = free.mebibytes < lowest
    lowest = free.mebibytes
    if (tooFull(free)) log.warn(free, 'the engine’s disk is nearly full: nothing more starts')
    if (fuller) void look()
  }
  const retry = () => {
    if (!closed) timer ??= setTimeout(() => void follow(), againMs)
  }
  const follow = async () => {
    timer = null
    try {
      const { container } = await ensureGuard(engine, image)
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
      if (rest) clearTimeout(rest)
      stream?.destroy()
    },
  }
}
