import { log } from '../log'
import type { Engine } from './engine'
import { engineWords } from './engine'

/** Engines that said themselves that they cannot, though their storage looked like it. */
const refusing = new WeakSet<Engine['docker']>()

/**
 * Whether the engine's file system limits what a container may write: overlay2 does on XFS with the mount option pquota,
 * btrfs and ZFS always (Docker's documentation of `--storage-opt size`).
 */
export function hasQuotas({ docker, storage }: Pick<Engine, 'docker' | 'storage'>): boolean {
  const able = (storage.driver === 'overlay2' && storage.fileSystem === 'xfs') || /^(btrfs|zfs)$/.test(storage.driver)
  return able && !refusing.has(docker)
}

/** Creates something whose files are limited to so many MiB, where the engine can; otherwise without a limit. */
export async function withQuota<T>(
  engine: Engine,
  mebibytes: number,
  create: (options: { StorageOpt?: { size: string } }) => Promise<T>,
): Promise<T> {
  if (!hasQuotas(engine)) return create({})
  try {
    return await create({ StorageOpt: { size: `${mebibytes}M` } })
  } catch (error) {
    if (!/storage-opt|quota/i.test(engineWords(error))) throw error
    log.warn({ error: engineWords(error) }, 'the engine cannot limit nodes’ disks; they are watched instead')
    refusing.add(engine.docker)
    return create({})
  }
}
