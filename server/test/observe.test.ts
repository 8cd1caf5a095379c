import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { NodeState } from '@contract/state'
import type { RunningLab } from '../src/labs/running-lab'
import type { Lifecycle } from '../src/labs/lifecycle'
import { firstStart, openTestEngine, removeEverything } from './support/engine'
import { openSessions, run, startLab } from './support/lab'
import { soon } from './support/soon'

let sessions: Lifecycle
let session: RunningLab

beforeAll(async () => {
  sessions = await openSessions(await openTestEngine())
  session = await startLab(sessions, 'pair')
  session.states.look(true)
}, firstStart)
afterAll(removeEverything)

const state = (name: string) => session.states.now.get(name)
const becomes = (name: string, holds: (state: NodeState) => boolean) =>
  vi.waitFor(() => {
    const now = state(name)
    expect(now && holds(now), JSON.stringify(now)).toBe(true)
  }, soon)
const has = (address: string, device: string) => (now: NodeState) =>
  now.addresses.some((each) => each.address === address && each.device === device)
const inside = (name: string, script: string) => run(session.node(name), script)

test.each(['client', 'director1'])('addresses of %s are seen as they come and go', async (name) => {
  await becomes(name, has(session.node(name).spec.address, 'eth0'))
  await inside(name, 'ip address add 10.0.0.100/32 dev lo; sysctl -qw net.ipv4.conf.all.arp_ignore=1')
  await becomes(name, (now) => has('10.0.0.100', 'lo')(now) && now.silent)
  await inside(name, 'ip address delete 10.0.0.100/32 dev lo; sysctl -qw net.ipv4.conf.all.arp_ignore=0')
  await becomes(name, (now) => !has('10.0.0.100', 'lo')(now) && !now.silent)
})

test('the IPVS table is seen as the kernel has it', async () => {
  await inside(
    'director1',
    'modprobe ip_vs; ipvsadm -A -t 10.0.0.100:80 -s rr -p 300; ipvsadm -a -t 10.0.0.100:80 -r 10.0.0.50 -g -w 3',
  )
  await becomes('director1', ({ ipvs }) => ipvs[0]?.servers.length === 1)
  expect(state('director1')?.ipvs).toEqual([
    {
      name: 'TCP 10.0.0.100:80',
      scheduler: 'rr',
      persistent: 300,
      servers: [{ address: '10.0.0.50:80', method: 'Route', weight: 3, active: 0, inactive: 0 }],
    },
  ])
  await inside('director1', 'ipvsadm -C')
  await becomes('director1', ({ ipvs }) => ipvs.length === 0)
})

test('keepalived’s states are seen, and that it froze', async () => {
  const conf =
    'vrrp_instance VI_1 { interface eth0\nvirtual_router_id 50\npriority 100\nvirtual_ipaddress { 10.0.0.100/24\n}\n}'
  await inside('director1', `printf '${conf}\\n' > /etc/keepalived/keepalived.conf; service keepalived start`)
  await becomes('director1', ({ vrrp }) => vrrp.some(({ name, state }) => name === 'VI_1' && state === 'MASTER'))
  await becomes('director1', has('10.0.0.100', 'eth0'))
  const frozen = (yes: boolean) => (now: NodeState) =>
    now.programs.some((program) => program.name === 'keepalived' && program.frozen === yes)
  await sessions.fault('pair', 'director1', 'keepalived frozen')
  await becomes('director1', frozen(true))
  await sessions.fault('pair', 'director1', 'keepalived thawed')
  await becomes('director1', frozen(false))
  await sessions.fault('pair', 'director1', 'keepalived killed')
  await becomes(
    'director1',
    ({ vrrp, programs }) => vrrp.length === 0 && !programs.some(({ name }) => name === 'keepalived'),
  )
  await expect(sessions.fault('pair', 'director1', 'keepalived killed')).rejects.toMatchObject({
    code: 'fault.refused',
  })
})

const reaches = async (from: string, to: string) => (await inside(from, `ping -c 1 -W 1 ${to}`)).status === 0
const faultsOf = (name: string) => session.node(name).view.faults.map(({ act }) => act)

test.each(['client', 'director1'])(
  '%s’s pulled cable loses frames while the node believes in its link; a restarted server still knows',
  async (name) => {
    await sessions.fault('pair', name, 'cable out')
    expect(await reaches('client', 'director1')).toBe(false)
    expect(await reaches('director1', 'client')).toBe(false)
    expect((await inside(name, 'cat /sys/class/net/eth0/carrier')).stdout).toBe('1')
    expect(faultsOf(name)).toEqual(['cable out'])
    const other = await openSessions(await sessions['engine']())
    await other.adoption.takeOverAll(false)
    const adopted = other.labs.get('pair')
    expect(adopted?.node(name).view.faults.map(({ act }) => act)).toEqual(['cable out'])
    adopted?.dispose()
    await sessions.fault('pair', name, 'cable in')
    await vi.waitFor(async () => expect(await reaches('client', 'director1')).toBe(true), soon)
    expect(await reaches('director1', 'client')).toBe(true)
    expect(faultsOf(name)).toEqual([])
  },
)

test('a slow and a lossy link are one link: the later counts, and both are repaired', async () => {
  await sessions.fault('pair', 'director1', 'link slow')
  const milliseconds = async () =>
    Number(/seq=2.*time=([\d.]+)/.exec((await inside('client', 'ping -c 2 -W 2 director1')).stdout)?.[1])
  expect(await milliseconds()).toBeGreaterThan(190)
  await sessions.fault('pair', 'director1', 'link lossy')
  expect(faultsOf('director1')).toEqual(['link lossy'])
  expect((await inside('director1', 'tc qdisc show dev eth0')).stdout).toContain('loss 20%')
  await sessions.fault('pair', 'director1', 'link good')
  expect(faultsOf('director1')).toEqual([])
  expect((await inside('director1', 'tc qdisc show dev eth0')).stdout).not.toContain('netem')
})

test('VRRP is blocked both ways, and open again afterwards', async () => {
  await sessions.fault('pair', 'director1', 'vrrp blocked')
  expect((await inside('director1', 'iptables -S | grep -c -- "-p vrrp\\|-p 112"')).stdout).toBe('2')
  await sessions.fault('pair', 'director1', 'vrrp open')
  expect((await inside('director1', 'iptables -S | grep -c lab-fault')).stdout).toBe('0')
})

test('a clock an hour ahead is seen by a restarted server too, and is set right', async () => {
  const ahead = async () => Number((await inside('director1', 'date +%s')).stdout) - Date.now() / 1000
  await sessions.fault('pair', 'director1', 'clock ahead')
  expect(await ahead()).toBeGreaterThan(3500)
  const other = await openSessions(await sessions['engine']())
  await other.adoption.takeOverAll(false)
  const adopted = other.labs.get('pair')
  expect(adopted?.node('director1').view.faults.map(({ act }) => act)).toEqual(['clock ahead'])
  adopted?.dispose()
  await sessions.fault('pair', 'director1', 'clock right')
  expect(Math.abs(await ahead())).toBeLessThan(60)
  expect(faultsOf('director1')).toEqual([])
})

test('a full disk takes nothing more and gives back what it has; a restarted server still knows, a fresh node has room', async () => {
  const does = (script: string) => session.node('director1').job(script)
  const write = async () => (await does('echo more >> /root/notes')).stderr
  const full = expect.stringContaining('No space left on device') as string
  expect(await write()).toBe('')
  await sessions.fault('pair', 'director1', 'disk full')
  expect(await write()).toEqual(full)
  expect((await does('mkdir /root/folder')).stderr).toEqual(full)
  expect((await does('df --output=avail / | tail -1; cat /root/notes')).stdout).toMatch(/^\s*0\s+more\s*$/)
  expect((await does('printf less | dd of=/root/notes conv=notrunc status=none')).stderr).toBe('')
  const other = await openSessions(await sessions['engine']())
  await other.adoption.takeOverAll(false)
  const adopted = other.labs.get('pair')
  expect(adopted?.node('director1').view.faults.map(({ act }) => act)).toEqual(['disk full'])
  adopted?.dispose()
  await sessions.fault('pair', 'director1', 'disk freed')
  expect(await write()).toBe('')
  expect(faultsOf('director1')).toEqual([])
  await sessions.fault('pair', 'director1', 'disk full')
  await sessions.reset('pair', ['director1'])
  expect(faultsOf('director1')).toEqual([])
  expect(await write()).toBe('')
})

test('what needs a kernel of its own is refused elsewhere, in words', async () => {
  await expect(sessions.fault('pair', 'client', 'link slow')).rejects.toMatchObject({ code: 'fault.kernel' })
})

test('a power cut stops the node, and what was known of it is over; a boot clears the cable too', async () => {
  await sessions.fault('pair', 'director1', 'cable out')
  await sessions.fault('pair', 'director1', 'power off')
  expect(session.node('director1').state).toBe('off')
  expect(state('director1')).toBeUndefined()
  await sessions.fault('pair', 'director1', 'power on')
  expect(faultsOf('director1')).toEqual([])
  await becomes('director1', has('10.0.0.11', 'eth0'))
})

test('nothing is told when nobody looks', async () => {
  session.states.look(false)
  const heard: string[] = []
  session.states.on('state', (node) => heard.push(node))
  await inside('client', 'ip address add 10.0.0.77/32 dev lo')
  session.states.look(true)
  await becomes('client', has('10.0.0.77', 'lo'))
  expect(heard.length).toBeGreaterThan(0)
  session.states.look(false)
  heard.length = 0
  await inside('client', 'ip address delete 10.0.0.77/32 dev lo; sleep 1.5')
  expect(heard).toEqual([])
})
