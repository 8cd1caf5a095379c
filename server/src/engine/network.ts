import { randomInt } from 'node:crypto'
import { LabError } from '../errors'
import type { Engine } from './engine'
import { engineCall, engineStatus, engineWords, ours, unlessGone } from './engine'
import { ensureGuard } from './guard'
import { onHost } from './helper'
import { label, linkAlias, networkName, parentLink, peerLink } from './labels'
import { readonlyPaths } from './sysctls'

/** The name of a throw-away /26 out of 100.64.0.0/10 (RFC 6598): Docker wants a pool, nodes drop its addresses at once. */
function somePool(): string {
  return `100.${64 + randomInt(64)}.${randomInt(256)}.${64 * randomInt(4)}/26`
}

/** What the host's end of a link must not do, set before it is up: nothing arrives there, and nothing would be done with it. */
const closed = {
  'ipv6/conf/LINK/disable_ipv6': 1,
  'ipv4/conf/LINK/forwarding': 0,
  'ipv4/conf/LINK/arp_ignore': 8,
  'ipv4/conf/LINK/rp_filter': 1,
}

/**
 * Makes a session's link: a veth pair whose one end, on the engine's host, is the parent of the nodes' cards. What nodes send
 * to nobody of them leaves it at the other end, in the guard's network namespace, where nobody is. The guard switches that end on.
 */
async function makeLink(engine: Engine, image: string, session: string): Promise<void> {
  const { container } = await ensureGuard(engine, image)
  const [parent, peer] = [parentLink(session), peerLink(session)]
  // The guard is the first process that this helper sees: its namespace has the number 1.
  const script = `ip link add ${parent} arp off type veth peer name ${peer} arp off netns 1
    ip link set ${parent} alias ${linkAlias(engine.installation)}
    ${Object.entries(closed)
      .map(([path, value]) => `f=/proc/sys/net/${path.replace('LINK', parent)}; [ ! -e $f ] || echo ${value} > $f`)
      .join('\n')}
    ip link set ${parent} up`
  await onHost(engine, image, 'making the session’s link', script, {
    network: 'host',
    pidsOf: container.id,
    capabilities: ['NET_ADMIN'],
    readonlyPaths: await readonlyPaths(engine, image),
  })
}

async function makeMacvlan(engine: Engine, session: string, labels: Record<string, string>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await engine.docker.createNetwork({
        Name: networkName(session),
        Driver: 'macvlan',
        CheckDuplicate: true,
        Options: { parent: parentLink(session) },
        IPAM: { Driver: 'default', Config: [{ Subnet: somePool() }] },
        Labels: labels,
      })
      return
    } catch (error) {
      // Another network of this engine has the same pool: draw again.
      if (attempt < 20 && /pool overlaps/i.test(engineWords(error))) continue
      return engineCall('making the session’s network', () => Promise.reject(error))
    }
  }
}

/**
 * A session's network, on a link for this session alone. Nothing else is on it, so nodes reach each other and nobody else,
 * and two sessions may use the same addresses.
 */
export async function createNetwork(
  engine: Engine,
  image: string,
  session: string,
  labels: Record<string, string>,
): Promise<void> {
  await makeLink(engine, image, session)
  await makeMacvlan(engine, session, { [label.installation]: engine.installation, [label.session]: session, ...labels })
}

/**
 * Makes a session's network anew if its link is gone: links end with the guard, when the engine's machine or an engine that
 * stops its containers is started again. No node of the session may run. Where the link is there, nothing is done.
 */
export async function repairNetwork(engine: Engine, image: string, session: string): Promise<void> {
  const { startedAt } = await ensureGuard(engine, image)
  const network = engine.docker.getNetwork(networkName(session))
  const known = await engineCall('looking at the session’s network', async () => {
    try {
      return (await network.inspect()) as { Created: string; Labels: Record<string, string> }
    } catch (error) {
      if (engineStatus(error) === 404) return null
      throw error
    }
  })
  if (!known) throw new LabError('lab.network', 'The lab’s network is gone', 'Stop the lab and start it again')
  if (Date.parse(known.Created) >= startedAt) return
  const filters = ours(engine, { [label.session]: session, [label.kind]: 'node' })
  const nodes = await engineCall('listing nodes', () => engine.docker.listContainers({ all: true, filters }))
  await engineCall('removing the session’s old network', async () => {
    for (const { Id } of nodes) await unlessGone(() => network.disconnect({ Container: Id, Force: true }))
    await unlessGone(() => network.remove())
  })
  await removeLinks(engine, image, [parentLink(session)])
  await makeLink(engine, image, session)
  await makeMacvlan(engine, session, known.Labels)
  // Docker knows a container's network by its number, and the new one has another.
  await engineCall('connecting nodes to the new network', () =>
    Promise.all(nodes.map(({ Id }) => network.connect({ Container: Id }))),
  )
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
