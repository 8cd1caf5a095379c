import { type Engine, engineCall, ours, unlessGone } from './engine'
import { onHost } from './helper'
import { label } from './labels'

/** What labs of version 0.1 had: a network of Docker's, whose parent was a link in the host's network namespace. */

/** Removes such networks, with their links, of a session or of all. Gives their number. */
export async function removeOldNetworks(engine: Engine, image: string | null, session?: string): Promise<number> {
  const filters = ours(engine, session ? { [label.session]: session } : {})
  const networks = await engineCall('listing networks', () => engine.docker.listNetworks({ filters }))
  for (const { Id } of networks) await unlessGone(() => engine.docker.getNetwork(Id).remove())
  const parents = networks.flatMap(({ Labels }) => {
    const name = `lvl${Labels?.[label.session] ?? ''}a`
    return /^lvl[0-9a-f]{8}a$/.test(name) ? [name] : []
  })
  if (parents.length > 0 && image)
    await onHost(
      engine,
      image,
      'removing an old link',
      `gone() { [ ! -e /sys/class/net/$1 ]; }
      for link in ${parents.join(' ')}; do gone $link || ip link del $link || gone $link; done`,
      { network: 'host', capabilities: ['NET_ADMIN'] },
    )
  return networks.length
}
