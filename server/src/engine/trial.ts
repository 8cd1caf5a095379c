import { randomBytes } from 'node:crypto'
import { type Engine, engineCall } from './engine'
import { type FreeSpace, ensureDiskProbe } from './disk-probe'
import { nodeImage } from './image'
import { containerName, label } from './labels'
import { createNetwork, plugIn } from './network'
import { inContainer } from './outside'
import { tryQuota } from './quota'
import { removeAll } from './survey'
import { readonlyPaths } from './sysctls'

/** Fails where a container may not set what real servers must, or may set more. */
const settings = `f=/proc/sys/net/ipv4/conf/eth0/arp_ignore
  echo 1 > $f; [ "$(cat $f)" = 1 ]
  ! (echo 10 > /proc/sys/kernel/printk_ratelimit) 2>/dev/null`

/** Makes a session's network and a container on it for a moment. Says what works, and what is free; fails with what does not. */
export async function tryNetwork(engine: Engine): Promise<{ works: string; free: FreeSpace }> {
  const session = randomBytes(4).toString('hex')
  const { container: probe, made, free } = await ensureDiskProbe(engine, nodeImage())
  try {
    await createNetwork(engine, nodeImage(), session, {})
    const container = await engineCall('making a container', async () =>
      engine.docker.createContainer({
        name: containerName(session, 'trial'),
        Image: nodeImage(),
        Cmd: ['sleep', 'infinity'],
        Labels: { [label.installation]: engine.installation, [label.session]: session, [label.kind]: 'helper' },
        HostConfig: {
          NetworkMode: 'none',
          CapDrop: ['ALL'],
          CapAdd: ['NET_ADMIN'],
          SecurityOpt: ['no-new-privileges', ...(engine.appArmor ? ['apparmor=unconfined'] : [])],
          ReadonlyPaths: await readonlyPaths(engine, nodeImage()),
        },
      }),
    )
    await engineCall('starting a container', () => container.start())
    await plugIn(engine, session, container, 'a container')
    await inContainer(container, 'setting /proc/sys/net, and nothing else there', settings)
    await tryQuota(engine, nodeImage())
    return { works: 'macvlan on a veth pair in a namespace of its own works', free }
  } finally {
    await removeAll(engine, session)
    if (made) await engineCall('removing the disk probe', () => probe.remove({ force: true }))
  }
}
