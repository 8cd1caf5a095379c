import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../src/engine/engine'
import { label } from '../src/engine/labels'
import { findSessions } from '../src/engine/survey'
import type { RunningLab } from '../src/labs/running-lab'
import type { Lifecycle } from '../src/labs/lifecycle'
import { another, firstStart, leftovers, openTestEngine, removeEverything } from './support/engine'
import { openSessions, run, startLab } from './support/lab'

let engine: Engine
let sessions: Lifecycle
let tiny: RunningLab
let pair: RunningLab
let otherEngine: Engine
let other: Lifecycle
let twin: RunningLab

beforeAll(async () => {
  engine = await openTestEngine()
  otherEngine = another(engine)
  sessions = await openSessions(engine)
  other = await openSessions(otherEngine)
  ;[tiny, pair, twin] = await Promise.all([
    startLab(sessions, 'tiny'),
    startLab(sessions, 'pair'),
    startLab(other, 'tiny'),
  ])
}, firstStart)
afterAll(removeEverything)

const node = (session: RunningLab, name: string) => session.node(name)
const inspect = async (session: RunningLab, name: string) => {
  const { machine } = node(session, name)
  if (!machine) throw new Error(`${name} has no machine`)
  return engine.docker.getContainer(machine.id).inspect()
}

describe('what a node may do on the engine’s host', () => {
  test.each([
    ['tiny', 'client', 96, 200],
    ['pair', 'director1', 64 + 100, 300],
  ] as const)('%s/%s is limited in memory, processes and capabilities', async (lab, name, memory, pids) => {
    const { HostConfig, Config } = await inspect(lab === 'tiny' ? tiny : pair, name)
    expect(HostConfig.Memory).toBe(memory * 2 ** 20)
    expect(HostConfig.MemorySwap).toBe(memory * 2 ** 20)
    expect(HostConfig.PidsLimit).toBe(pids)
    expect(HostConfig.NanoCpus).toBe(1e9)
    expect(HostConfig.CapDrop).toEqual(['ALL'])
    expect(HostConfig.CapAdd).toContain('NET_ADMIN')
    for (const mighty of ['SYS_ADMIN', 'SYS_PTRACE', 'SYS_MODULE', 'MKNOD', 'DAC_READ_SEARCH'])
      expect(HostConfig.CapAdd).not.toContain(mighty)
    expect(HostConfig.Privileged).toBe(false)
    expect(HostConfig.SecurityOpt).toContain('no-new-privileges')
    expect(HostConfig.Binds ?? []).toEqual([])
    expect(Config.Labels).toMatchObject({
      [label.installation]: engine.installation,
      [label.lab]: lab,
      [label.node]: name,
      [label.size]: '2',
      [label.kind]: 'node',
      [label.purpose]: 'learn',
    })
  })

  test('labels alone tell what a session is', async () => {
    const found = (await findSessions(engine)).find(({ lab }) => lab === 'pair')
    expect(found).toMatchObject({ id: pair.id, purpose: 'learn', whole: true })
    const director = found?.nodes.find(({ name }) => name === 'director1')
    expect(director).toMatchObject({
      running: true,
      spec: { kernel: 'own', address: '10.0.0.11', memory: 64, role: 'director' },
    })
  })

  test('root of a host-kernel node sets arp_ignore, and not core_pattern', async () => {
    const client = node(tiny, 'client')
    const script = 'echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore && cat /proc/sys/net/ipv4/conf/all/arp_ignore'
    expect(await run(client, script)).toEqual({ status: 0, stdout: '1' })
    const before = await run(client, 'cat /proc/sys/kernel/core_pattern')
    expect((await run(client, 'echo "|/tmp/x" > /proc/sys/kernel/core_pattern')).status).not.toBe(0)
    expect((await run(client, 'mount -o remount,rw /proc/sys')).status).not.toBe(0)
    expect(await run(client, 'cat /proc/sys/kernel/core_pattern')).toEqual(before)
  })

  test('root of an own-kernel node loads modules into that kernel alone', async () => {
    const director = node(pair, 'director1')
    expect(await run(director, 'modprobe ip_vs && grep -c "^ip_vs " /proc/modules')).toEqual({ status: 0, stdout: '1' })
    const kernel = await run(director, 'uname -r')
    expect(kernel).not.toEqual(await run(node(pair, 'client'), 'uname -r'))
  })
})

describe('the network of a session', () => {
  test('nodes reach each other by name, across both kernels', async () => {
    expect((await run(node(pair, 'client'), 'ping -c 1 -W 2 director1')).status).toBe(0)
    expect((await run(node(pair, 'director1'), 'ping -c 1 -W 2 client')).status).toBe(0)
    expect((await run(node(tiny, 'client'), 'curl -s -m 2 http://rs1/ | head -n 1')).stdout).toBe('rs1')
  })

  test.each(['client', 'director1'])('%s has no way out', async (name) => {
    const inside = node(pair, name)
    expect(await run(inside, 'ip route show default; ip -6 route show default')).toEqual({ status: 0, stdout: '' })
    expect(await run(inside, "ip -o -4 addr show scope global | awk '{print $2, $4}'")).toEqual({
      status: 0,
      stdout: `eth0 ${inside.spec.address}/24`,
    })
    const out = await run(inside, 'ping -c 1 -W 1 192.0.2.1 2>&1; getent hosts debian.org; echo "status $?"')
    expect(out.stdout).toMatch(/unreachable/i)
    expect(out.stdout).toMatch(/status [^0]/)
  })

  test('two sessions with the same addresses do not meet', async () => {
    // Its card's address is its own among all these nodes, so nothing on the way takes its frames for others'.
    const looked = await run(node(pair, 'director1'), 'arping -c 2 -w 2 -I eth0 10.0.0.21; true')
    expect(looked.stdout).toMatch(/Received 0 response/)
    // Broadcasts three times: everybody who has the address answers each time.
    const answers = await run(node(tiny, 'client'), 'arping -b -c 3 -w 5 -I eth0 10.0.0.21')
    expect(answers.stdout).toMatch(/Received 3 response/)
    await run(node(twin, 'rs1'), 'ip addr add 10.0.0.77/24 dev eth0; echo the twin > /var/www/html/index.html')
    expect((await run(node(twin, 'client'), 'ping -c 1 -W 2 10.0.0.77')).status).toBe(0)
    expect((await run(node(tiny, 'client'), 'ping -c 1 -W 1 10.0.0.77')).status).not.toBe(0)
    expect((await run(node(twin, 'client'), 'curl -s -m 2 http://10.0.0.21/')).stdout).toBe('the twin')
    expect((await run(node(tiny, 'client'), 'curl -s -m 2 http://10.0.0.21/')).stdout).toMatch(/^rs1\n/)
  })
})

test('a second start of a running lab is refused', () => {
  expect(() => sessions.start('tiny')).toThrowError(expect.objectContaining({ code: 'lab.running' }) as Error)
  expect(sessions.labs.get('tiny')).toBe(tiny)
})

test('stopping removes every container and the network of that lab, and of no other', async () => {
  const others = await leftovers(otherEngine)
  expect(others).toHaveLength(2 + 1) // nodes, network
  await sessions.stop('pair')
  expect(sessions.labs.get('pair')).toBeUndefined()
  expect(await leftovers(engine)).toHaveLength(2 + 1)
  expect((await leftovers(engine)).join(' ')).not.toContain(pair.id)
  await sessions.stop('tiny')
  expect(await leftovers(engine)).toEqual([])
  await expect(sessions.stop('tiny')).resolves.toBeUndefined()
  expect(await leftovers(otherEngine)).toEqual(others)
})

test('two stops at the same time both end, with nothing left', async () => {
  await Promise.all([other.stop('tiny'), other.stop('tiny')])
  expect(other.labs.get('tiny')).toBeUndefined()
  expect(await leftovers(otherEngine)).toEqual([])
})

test('a stop while a node is being reset leaves nothing either', async () => {
  await startLab(other, 'tiny')
  const reset = other.reset('tiny', ['rs1']).catch(() => 'cut short')
  await other.stop('tiny')
  expect(await leftovers(otherEngine)).toEqual([])
  await reset
  expect(await leftovers(otherEngine)).toEqual([])
})
