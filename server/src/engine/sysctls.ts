import type { Engine } from './engine'
import { onHost } from './helper'

/** What Docker keeps read-only of /proc, but for /proc/sys (its default: moby `oci/defaults.go`). */
const otherPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sysrq-trigger']

/** Folders of /proc/sys that some kernel has. One that a module brings later is covered in nodes that start after that. */
const knownFolders =
  'abi appldata cachefiles coda crypto debug dev fs fscache kernel lnet pm s390dbf sunrpc user vm vsyscall xen'.split(
    ' ',
  )

const paths = new WeakMap<Engine['docker'], Promise<string[]>>()

async function listPaths(engine: Engine, image: string): Promise<string[]> {
  const listed = await onHost(engine, image, 'reading /proc/sys', 'ls /proc/sys', { capabilities: [] })
  const folders = new Set([...knownFolders, ...listed.split('\n').filter(Boolean)])
  folders.delete('net')
  return [...otherPaths, ...[...folders].sort().map((folder) => `/proc/sys/${folder}`)]
}

/**
 * Paths that are read-only in a container which may set /proc/sys/net, as real servers must (arp_ignore), and nothing else
 * of /proc/sys: kernel.core_pattern would be a way out. The engine mounts them before anything of the container runs, so that
 * nobody has to enter a running node with more rights than it has. Asks the engine's kernel once.
 */
export function readonlyPaths(engine: Engine, image: string): Promise<string[]> {
  const known = paths.get(engine.docker)
  if (known) return known
  const asked = listPaths(engine, image)
  paths.set(engine.docker, asked)
  asked.catch(() => paths.delete(engine.docker))
  return asked
}
