import { randomBytes } from 'node:crypto'
import type { Engine } from './engine'
import { engineCall, ours } from './engine'
import type { FreeSpace } from './guard'
import { ensureGuard } from './guard'
import { onHost } from './helper'
import { nodeImage } from './image'
import { label } from './labels'
import { createNetwork } from './network'
import { tryQuota } from './quota'
import { removeAll } from './survey'
import { readonlyPaths } from './sysctls'

/** Fails where a container may not set what real servers must, or may set more. */
async function trySettings(engine: Engine): Promise<void> {
  const setting = '/proc/sys/net/ipv4/conf/all/arp_ignore'
  const script = `echo 1 > ${setting}; [ "$(cat ${setting})" = 1 ]
    ! (echo 10 > /proc/sys/kernel/printk_ratelimit) 2>/dev/null`
  await onHost(engine, nodeImage(), 'setting /proc/sys/net, and nothing else there', script, {
    capabilities: ['NET_ADMIN'],
    readonlyPaths: await readonlyPaths(engine, nodeImage()),
  })
}

/** Makes a session's link and network for a moment and removes them. Says what works, and what is free; fails with what does not. */
export async function tryNetwork(engine: Engine): Promise<{ works: string; free: FreeSpace }> {
  const session = randomBytes(4).toString('hex')
  const filters = ours(engine, { [label.kind]: 'guard' })
  const before = await engineCall('looking for a guard', () => engine.docker.listContainers({ filters }))
  const { container, free } = await ensureGuard(engine, nodeImage())
  try {
    await createNetwork(engine, nodeImage(), session, {})
    await trySettings(engine)
    await tryQuota(engine, nodeImage())
    return { works: 'veth, macvlan and helper containers work', free }
  } finally {
    await removeAll(engine, session)
    if (before.length === 0) await engineCall('removing the guard', () => container.remove({ force: true }))
  }
}
