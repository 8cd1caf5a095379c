import { randomBytes } from 'node:crypto'
import type { Engine } from './engine'
import { onHost } from './helper'
import { nodeImage } from './image'
import { createNetwork } from './network'
import { removeAll } from './survey'

/** Makes a session's link and network for a moment and removes them. Returns what works; fails with what does not. */
export async function tryNetwork(engine: Engine): Promise<string> {
  const session = randomBytes(4).toString('hex')
  try {
    await createNetwork(engine, nodeImage(), session, {})
    // In its own namespace, what it does for nodes in theirs.
    const script =
      "nsenter -t $$ -m sh -ec 'mount --bind /proc/sys/net /proc/sys/net; mount -o remount,rw,bind /proc/sys/net'"
    await onHost(engine, nodeImage(), 'opening /proc/sys/net', script, {
      pids: true,
      capabilities: ['SYS_ADMIN', 'SYS_CHROOT', 'SYS_PTRACE'],
    })
    return 'veth, macvlan and helper containers work'
  } finally {
    await removeAll(engine, session)
  }
}
