import { log } from '../log'
import { type Engine, engineCall, engineWords, unlessGone } from './engine'
import { label } from './labels'

/** Engines that said themselves that they cannot, though their storage looked like it; and those that did it. */
const [refusing, proven] = [new WeakSet<Engine['docker']>(), new WeakSet<Engine['docker']>()]

/**
 * Whether the engine's file system limits what a container may write: overlay2 does on XFS with the mount option pquota,
 * btrfs and ZFS always (Docker's documentation of `--storage-opt size`).
 */
export function hasQuotas({ docker, storage }: Pick<Engine, 'docker' | 'storage'>): boolean {
  const able = (storage.driver === 'overlay2' && storage.fileSystem === 'xfs') || /^(btrfs|zfs)$/.test(storage.driver)
  return able && !refusing.has(docker)
}

/** Whether it has done so: storage that looks like it proves nothing. */
export const quotasHold = (engine: Pick<Engine, 'docker' | 'storage'>) => hasQuotas(engine) && proven.has(engine.docker)

/** Creates something whose files are limited to so many MiB, where the engine can; otherwise without a limit. */
export async function withQuota<T>(
  engine: Engine,
  mebibytes: number,
  create: (options: { StorageOpt?: { size: string } }) => Promise<T>,
): Promise<T> {
  if (!hasQuotas(engine)) return create({})
  try {
    const created = await create({ StorageOpt: { size: `${mebibytes}M` } })
    proven.add(engine.docker)
    return created
  } catch (error) {
    if (!/storage-opt|quota/i.test(engineWords(error))) throw error
    log.warn({ error: engineWords(error) }, 'the engine cannot limit nodes’ disks; they are watched instead')
    refusing.add(engine.docker)
    return create({})
  }
}

/** Makes a container with a limit for a moment, where the engine looks like it can: `quotasHold` knows then. */
export async function tryQuota(engine: Engine, image: string): Promise<void> {
  if (!hasQuotas(engine)) return
  const container = await engineCall('limiting what a container may write', () =>
    withQuota(engine, 64, (options) =>
      engine.docker.createContainer({
        Image: image,
        Labels: { [label.installation]: engine.installation, [label.kind]: 'helper' },
        HostConfig: { NetworkMode: 'none', ...options },
      }),
    ),
  )
  await engineCall('removing a container', () => unlessGone(() => container.remove({ force: true })))
}
