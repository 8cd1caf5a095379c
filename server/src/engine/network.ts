import { randomInt } from 'node:crypto'
import type { Engine } from './engine'
import { engineCall, engineWords, ours, unlessGone } from './engine'
import { onHost } from './helper'
import { label, linkAlias, networkName, parentLink, peerLink } from './labels'

/** The name of a throw-away /26 out of 100.64.0.0/10 (RFC 6598): Docker wants a pool, nodes drop its addresses at once. */
function somePool(): string {
  return `100.${64 + randomInt(64)}.${randomInt(256)}.${64 * randomInt(4)}/26`
}

/**
 * A session's network: a veth pair whose one end is the macvlan parent, for this session alone. Nothing else is on it,
 * so nodes reach each other and nobody else, and two sessions may use the same addresses.
 */
export async function createNetwork(
  engine: Engine,
  image: string,
  session: string,
  labels: Record<string, string>,
): Promise<string> {
  const [parent, peer] = [parentLink(session), peerLink(session)]
  const script = `ip link add ${parent} type veth peer name ${peer}
    for link in ${parent} ${peer}; do ip link set $link alias ${linkAlias(engine.installation)}; ip link set $link up; done`
  await onHost(engine, image, 'making the session’s link', script, { network: 'host', capabilities: ['NET_ADMIN'] })
  for (let attempt = 1; ; attempt++) {
    try {
      const network = await engine.docker.createNetwork({
        Name: networkName(session),
        Driver: 'macvlan',
        CheckDuplicate: true,
        Options: { parent },
        IPAM: { Driver: 'default', Config: [{ Subnet: somePool() }] },
        Labels: { [label.installation]: engine.installation, [label.session]: session, ...labels },
      })
      return network.id
    } catch (error) {
      // Another network of this engine has the same pool: draw again.
      if (attempt < 20 && /pool overlaps/i.test(engineWords(error))) continue
      return engineCall('making the session’s network', () => Promise.reject(error))
    }
  }
}

/** Removes the networks of a session (or of all), and nothing else. */
export async function removeNetworks(engine: Engine, session?: string): Promise<number> {
  const filters = ours(engine, session ? { [label.session]: session } : {})
  const networks = await engineCall('listing networks', () => engine.docker.listNetworks({ filters }))
  for (const { Id } of networks) await unlessGone(() => engine.docker.getNetwork(Id).remove())
  return networks.length
}

/** Names of this installation's links on the engine's host. */
export async function listLinks(engine: Engine, image: string): Promise<string[]> {
  const json = await onHost(engine, image, 'listing links', 'ip -j link show', {
    network: 'host',
    capabilities: ['NET_ADMIN'],
  })
  const links = JSON.parse(json) as { ifname: string; ifalias?: string }[]
  return links.filter((link) => link.ifalias === linkAlias(engine.installation)).map((link) => link.ifname)
}

/** Removes links by name; one end of a pair takes the other with it, and somebody else may be removing them too. */
export async function removeLinks(engine: Engine, image: string, names: string[]): Promise<void> {
  const parents = names.filter((name) => /^lvl[0-9a-f]{8}[ab]$/.test(name))
  if (parents.length === 0) return
  const script = `gone() { [ ! -e /sys/class/net/$1 ]; }
    for link in ${parents.join(' ')}; do gone $link || ip link del $link || gone $link; done`
  await onHost(engine, image, 'removing the session’s link', script, { network: 'host', capabilities: ['NET_ADMIN'] })
}
