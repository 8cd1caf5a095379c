import { randomBytes } from 'node:crypto'
import type { Engine } from './engine'
import { onHost } from './helper'
import { nodeImage } from './image'
import { createNetwork } from './network'
import { removeAll } from './survey'
import { readonlyPaths } from './sysctls'

/** Makes a session's link and network for a moment and removes them. Returns what works; fails with what does not. */
export async function tryNetwork(engine: Engine): Promise<string> {
  const session = randomBytes(4).toString('hex')
  try {
    await createNetwork(engine, nodeImage(), session, {})
    const settings = '/proc/sys/net/ipv4/conf/all/arp_ignore'
    const script = `echo 1 > ${settings}; [ "$(cat ${settings})" = 1 ]
      ! (echo 10 > /proc/sys/kernel/printk_ratelimit) 2>/dev/null`
    await onHost(engine, nodeImage(), 'setting /proc/sys/net, and nothing else there', script, {
      capabilities: ['NET_ADMIN'],
      readonlyPaths: await readonlyPaths(engine, nodeImage()),
    })
    return 'veth, macvlan and helper containers work'
  } finally {
    await removeAll(engine, session)
  }
}
