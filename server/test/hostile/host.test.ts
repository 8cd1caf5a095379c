import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Engine } from '../../src/engine/engine'
import { onHost } from '../../src/engine/helper'
import { nodeImage } from '../../src/engine/image'
import { parentLink, peerLink } from '../../src/engine/labels'
import type { LabNode } from '../../src/engine/node'
import { inContainer } from '../../src/engine/outside'
import type { Session } from '../../src/session/session'
import type { Sessions } from '../../src/session/sessions'
import { firstStart, openTestEngine, removeEverything } from '../support/engine'
import { advertisement, badPrefix, everybody, ping6, sending, udp, whoHas } from '../support/frames'
import { openSessions, run, startLab } from '../support/lab'

/** A learner's root, and the engine's host. */

let engine: Engine
let sessions: Sessions
let pair: Session
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
    await sessions.power('pair', 'client', false)
    await sessions.power('pair', 'client', true)
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
      expect(HostConfig['PidMode'] ?? '').not.toBe('host')
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

describe.each(['client', 'director1', 'outside director1'])('frames from %s', (from) => {
  const host = (script: string) =>
    onHost(engine, nodeImage(), 'looking at the host', script, { network: 'host', capabilities: ['NET_ADMIN'] })
  const node = (): LabNode => pair.node(from.split(' ').at(-1) ?? '')
  const send = async (frames: string[]) => {
    const { container } = node()
    if (from.startsWith('outside') && container) await inContainer(container, 'sending', sending(frames))
    else expect(await run(node(), sending(frames))).toEqual({ status: 0, stdout: '' })
  }

  const names = () => [parentLink(pair.id), peerLink(pair.id)]

  interface Link {
    ifname: string
    address: string
    addr_info: { local: string; family: string }[]
  }
  const links = async () => JSON.parse(await host('ip -j address')) as Link[]
  const ours = async () => (await links()).filter(({ ifname }) => names().includes(ifname))

  test('give the host no address and no route', async () => {
    await send([advertisement, advertisement])
    await received()
    expect((await ours()).flatMap(({ addr_info }) => addr_info)).toEqual([])
    const routes = (await host('ip -6 route show table all')).split('\n')
    expect(routes.filter((route) => names().some((name) => route.includes(name)))).toEqual([])
    expect(JSON.stringify(await links())).not.toContain(badPrefix)
  })

  test('are answered by nobody of the host: neither ARP nor ICMPv6', async () => {
    const addresses = (await links())
      .flatMap(({ addr_info }) => addr_info)
      .filter(({ family }) => family === 'inet')
      .map(({ local }) => local)
    expect(addresses.length).toBeGreaterThan(0)
    const targets = [everybody, ...(await ours()).map(({ address }) => address)]
    const listener = node().stream(
      `exec timeout 20 tcpdump -i eth0 -nn -l '(arp[6:2] = 2 or icmp6[0] = 129) and ether[6:4] != 0x02000a00' 2>&1`,
      (chunk) => (heard += chunk.toString()),
    )
    let heard = ''
    await vi.waitFor(() => expect(heard).toContain('listening'), { timeout: 20_000 })
    await send([ping6, ...targets.flatMap((to) => addresses.map((address) => whoHas(address, '10.0.0.99', to)))])
    await received()
    listener.end()
    await listener.ended
    expect(heard).not.toMatch(/reply|is-at/i)
  })

  test('fill no table of neighbours', async () => {
    await send(Array.from({ length: 300 }, (_, at) => whoHas('10.0.0.1', `10.9.${at >> 8}.${at & 255}`)))
    await received()
    const neighbours = JSON.parse(await host('ip -j neighbour show nud all')) as { dev: string; dst: string }[]
    expect(neighbours.filter(({ dev, dst }) => names().includes(dev) || dst.startsWith('10.9.'))).toEqual([])
  })

  test('reach no program of the host', async () => {
    const socket = createSocket('udp4').bind(0)
    await once(socket, 'listening')
    const heard: string[] = []
    socket.on('message', (data) => heard.push(data.toString()))
    const { port } = socket.address()
    const all = await links()
    const addresses = all.flatMap(({ addr_info }) => addr_info.filter(({ family }) => family === 'inet'))
    const targets = [everybody, ...(await ours()).map(({ address }) => address)]
    await send(
      targets.flatMap((to) =>
        [...addresses.map(({ local }) => local), '255.255.255.255'].map((target) =>
          udp(to, '10.0.0.99', target, port, `from ${from}`),
        ),
      ),
    )
    await received()
    socket.close()
    expect(heard).toEqual([])
  })

  test('end where nobody is: the host’s end has received none', async () => {
    const [parent] = await ours()
    expect(parent?.ifname).toBe(parentLink(pair.id))
    expect(await ours()).toHaveLength(1)
    const counted = await host(`cat /sys/class/net/${parentLink(pair.id)}/statistics/rx_packets`)
    expect(Number(counted)).toBe(0)
  })

  /** Sends one more frame, and returns when it has passed the link: whatever was sent before is through, too. */
  async function received(): Promise<void> {
    const sent = async () => Number(await host(`cat /sys/class/net/${parentLink(pair.id)}/statistics/tx_packets`))
    const before = await sent()
    await send([whoHas('10.0.0.98', '10.0.0.97')])
    await vi.waitFor(async () => expect(await sent()).toBeGreaterThan(before), { timeout: 20_000, interval: 200 })
  }
})
