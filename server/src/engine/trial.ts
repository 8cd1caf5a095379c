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
    await onHost(engine, nodeImage(), 'looking for the host’s processes', 'ls /proc/1/exe >/dev/null 2>&1; echo ok', {
      pids: true,
      capabilities: ['SYS_ADMIN', 'SYS_CHROOT', 'SYS_PTRACE'],
    })
    return 'veth, macvlan and helper containers work'
  } finally {
    await removeAll(engine, session)
  }
}
