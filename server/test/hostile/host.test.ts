import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Engine } from '../../src/engine/engine'
import { onHost } from '../../src/engine/helper'
import { nodeImage } from '../../src/engine/image'
import { switchName } from '../../src/engine/labels'
import type { LabNode } from '../../src/lab-node'
import { inContainer } from '../../src/engine/outside'
import type { RunningLab } from '../../src/labs/running-lab'
import type { Lifecycle } from '../../src/labs/lifecycle'
import { firstStart, openTestEngine, removeEverything } from '../support/engine'
import { advertisement, badPrefix, everybody, ping6, sending, udp, whoHas } from '../support/frames'
import { openSessions, run, startLab } from '../support/lab'
import { linksEverywhere } from '../support/namespaces'

/** A learner's root, and the engine's host. */

let engine: Engine
let sessions: Lifecycle
let pair: RunningLab
const created: { Image?: string; Cmd?: string[]; HostConfig: Record<string, unknown> }[] = []

beforeAll(async () => {
  const found = await openTestEngine()
  const docker = Object.create(found.docker, {
    createContainer: {
      value: (options: (typeof created)[number]) => {
        created.push(options)
        return found.docker.createContainer(options as never)
      },
    },
  }) as Engine['docker']
  engine = { ...found, docker }
  sessions = await openSessions(engine)
  pair = await startLab(sessions, 'pair')
}, firstStart)
afterAll(removeEverything)

describe('programs that a learner leaves in a node', () => {
  test('never run with more rights than the node when it is switched on again', async () => {
    const client = pair.node('client')
    // Whoever calls it with the right to mount has more than the node.
    const trap =
      '#!/bin/bash\\n/usr/bin/mount -t tmpfs trap /mnt && echo mounted > /root/ran\\nexec /usr/bin/${0##*/} "$@"\\n'
    for (const name of ['mount', 'umount', 'nsenter', 'ls', 'cat'])
      await run(client, `cd /usr/local/sbin && printf '${trap}' > ${name} && chmod 755 ${name}`)
    await sessions.fault('pair', 'client', 'power off')
    await sessions.fault('pair', 'client', 'power on')
    expect(await run(client, '/usr/bin/cat /root/ran; /usr/bin/ls /usr/local/sbin/mount')).toMatchObject({
      stdout: '/usr/local/sbin/mount',
    })
  })

  test('nothing is ever created with a right that leads out of a container', () => {
    expect(created.length).toBeGreaterThan(3)
    const mighty = [
      'SYS_ADMIN',
      'SYS_PTRACE',
      'SYS_MODULE',
      'SYS_CHROOT',
      'DAC_READ_SEARCH',
      'MKNOD',
      'SYS_RAWIO',
      'ALL',
    ]
    for (const { HostConfig } of created) {
      expect(mighty.filter((right) => (HostConfig['CapAdd'] as string[]).includes(right))).toEqual([])
      expect(HostConfig['CapDrop']).toEqual(['ALL'])
      expect(HostConfig['Privileged'] ?? false).toBe(false)
      expect(HostConfig['Binds'] ?? []).toEqual([])
      // What sees the host's processes does nothing but lay cables, and is no node.
      if (HostConfig['PidMode'])
        expect(HostConfig).toMatchObject({ PidMode: 'host', CapAdd: ['NET_ADMIN'], NetworkMode: 'none' })
    }
  })

  test('network settings may be set, and no other setting of the kernel', async () => {
    const client = pair.node('client')
    expect(await run(client, 'sysctl -w net.ipv4.conf.all.arp_ignore=1')).toMatchObject({ status: 0 })
    const { stdout } = await run(
      client,
      'for f in /proc/sys/*; do [ $f = /proc/sys/net ] || find $f -type f -perm /200 | head -5; done | while read f; do (echo >> $f) 2>/dev/null && echo $f; done; true',
    )
    expect(stdout).toBe('')
    expect((await run(client, 'echo h > /proc/sysrq-trigger')).status).not.toBe(0)
  })
})

interface Link {
  ifname: string
  address: string
  addr_info: { local: string; family: string }[]
}

const host = (script: string) =>
  onHost(engine, nodeImage(), 'looking at the host', script, { network: 'host', capabilities: ['NET_ADMIN'] })
const hostLinks = async () => JSON.parse(await host('ip -j address')) as Link[]

describe.each(['client', 'director1', 'outside director1'])('from %s', (from) => {
  const node = (): LabNode => pair.node(from.split(' ').at(-1) ?? '')
  const inNode = async (script: string): Promise<string> => {
    const { machine } = node()
    if (from.startsWith('outside') && machine) return machine.outside('attacking', script)
    return (await run(node(), script)).stdout
  }
  const send = (frames: string[]) => inNode(`${sending(frames)}`)

  test('no namespace that the kernel names to it is the host’s', async () => {
    const mine = new Set((await hostLinks()).filter(({ ifname }) => ifname !== 'lo').map(({ address }) => address))
    expect(mine.size).toBeGreaterThan(0)
    // Its card's parent has a number there (rtnetlink's IFLA_LINK_NETNSID), and with it go further ones.
    const seen = await inNode(linksEverywhere)
    if (from !== 'director1') expect(seen).toContain('nobody')
    expect([...mine].filter((address) => seen.includes(address))).toEqual([])
  })

  test('no card can be made on one of the host’s', async () => {
    const before = (await hostLinks()).length
    await inNode(
      `for at in $(seq 1 40); do ip link add link if$at name out$at link-netnsid 0 type macvlan mode bridge 2>/dev/null && ip link set out$at up 2>/dev/null || true; done`,
    )
    await send([advertisement, whoHas('10.0.0.1', '10.9.9.9')])
    await nothingReached()
    expect(await hostLinks()).toHaveLength(before)
    await inNode('for at in $(seq 1 40); do ip link del out$at 2>/dev/null || true; done')
  })

  test('router advertisements give the host no address and no route', async () => {
    await send([advertisement, advertisement])
    await received()
    await nothingReached()
  })

  test('nobody of the host answers, neither ARP nor ICMPv6', async () => {
    const all = await hostLinks()
    const addresses = all.flatMap(({ addr_info }) => addr_info.filter(({ family }) => family === 'inet'))
    expect(addresses.length).toBeGreaterThan(0)
    const targets = [everybody, ...all.map(({ address }) => address).filter((address) => !/^(00:){5}/.test(address))]
    let heard = ''
    const listener = node().stream(
      `exec timeout 20 tcpdump -i eth0 -nn -l '(arp[6:2] = 2 or icmp6[0] = 129) and ether[6:4] != 0x02000a00' 2>&1`,
      (chunk) => (heard += chunk.toString()),
    )
    await vi.waitFor(() => expect(heard).toContain('listening'), { timeout: 20_000 })
    await send([ping6, ...targets.flatMap((to) => addresses.map(({ local }) => whoHas(local, '10.0.0.99', to)))])
    await received()
    listener.end()
    await listener.ended
    expect(heard).not.toMatch(/reply|is-at/i)
  })

  test('made-up neighbours fill no table of the host', async () => {
    await send(Array.from({ length: 300 }, (_, at) => whoHas('10.0.0.1', `10.9.${at >> 8}.${at & 255}`)))
    await received()
    await nothingReached()
  })

  test('no program of the host is reached', async () => {
    const socket = createSocket('udp4').bind(0)
    await once(socket, 'listening')
    const heard: string[] = []
    socket.on('message', (data) => heard.push(data.toString()))
    const { port } = socket.address()
    const all = await hostLinks()
    const addresses = all.flatMap(({ addr_info }) => addr_info.filter(({ family }) => family === 'inet'))
    await send(
      [everybody, ...all.map(({ address }) => address)].flatMap((to) =>
        [...addresses.map(({ local }) => local), '255.255.255.255'].map((target) =>
          udp(to, '10.0.0.99', target, port, `from ${from}`),
        ),
      ),
    )
    await received()
    socket.close()
    expect(heard).toEqual([])
  })

  /** Neither an address, a route nor a neighbour of the host comes from what was sent. */
  async function nothingReached(): Promise<void> {
    expect(JSON.stringify(await hostLinks())).not.toContain(badPrefix)
    expect(await host('ip -6 route show table all')).not.toMatch(/2001:db8:bad|fe80::63/)
    const neighbours = JSON.parse(await host('ip -j neighbour show nud all')) as { dst: string }[]
    expect(neighbours.filter(({ dst }) => dst.startsWith('10.9.') || dst === 'fe80::63')).toEqual([])
  }

  /** Sends one more frame, and returns when it has passed the lab's network: whatever was sent before is through, too. */
  async function received(): Promise<void> {
    const around = engine.docker.getContainer(switchName(pair.id))
    const sent = async () =>
      Number(await inContainer(around, 'counting frames', 'cat /sys/class/net/parent/statistics/tx_packets'))
    const before = await sent()
    await send([whoHas('10.0.0.98', '10.0.0.97')])
    await vi.waitFor(async () => expect(await sent()).toBeGreaterThan(before), { timeout: 20_000, interval: 200 })
  }
})

test('nothing of a lab lies in the host’s network namespace', async () => {
  const before = (await hostLinks()).map(({ ifname }) => ifname)
  const other = await startLab(sessions, 'tiny')
  expect((await hostLinks()).map(({ ifname }) => ifname)).toEqual(before)
  await sessions.stop(other.name)
})
