import type Docker from 'dockerode'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../src/engine/engine'
import { ensureDiskProbe } from '../src/engine/disk-probe'
import { nodeImage } from '../src/engine/image'
import { switchName } from '../src/engine/labels'
import { plugIn } from '../src/engine/network'
import { inContainer } from '../src/engine/outside'
import { removeAll } from '../src/engine/survey'
import type { RunningLab } from '../src/labs/running-lab'
import type { Lifecycle } from '../src/labs/lifecycle'
import { firstStart, leftovers, openTestEngine, removeEverything } from './support/engine'
import { openSessions, run, startLab } from './support/lab'

let engine: Engine
let sessions: Lifecycle
let tiny: RunningLab

beforeAll(async () => {
  engine = await openTestEngine()
  sessions = await openSessions(engine)
  tiny = await startLab(sessions, 'tiny')
}, firstStart)
afterAll(removeEverything)

const reaches = () => run(tiny.node('client'), 'ping -c 1 -W 5 10.0.0.21 > /dev/null; echo $?')

test('a network that ended with its engine is made anew when nodes are switched on', async () => {
  const names = [...tiny.nodes.keys()]
  for (const name of names) await sessions.fault('tiny', name, 'power off')
  const around = engine.docker.getContainer(switchName(tiny.id))
  await around.kill()
  await around.wait()
  for (const name of names) await sessions.fault('tiny', name, 'power on')
  expect(await reaches()).toMatchObject({ stdout: '0' })
})

test('a node that somebody else has started gets its card once', async () => {
  const node = tiny.node('rs1')
  await sessions.fault('tiny', 'rs1', 'power off')
  await engine.docker.getContainer(node.machine?.id ?? '').start()
  await sessions.fault('tiny', 'rs1', 'power on')
  expect(await run(node, 'ls /sys/class/net')).toMatchObject({ stdout: 'eth0\nlo' })
  expect(await reaches()).toMatchObject({ stdout: '0' })
})

test('a card is never given to a process that is not the node', async () => {
  const [client, rs1] = ['client', 'rs1'].map((name) => engine.docker.getContainer(tiny.node(name).machine?.id ?? ''))
  if (!client || !rs1) throw new Error('no nodes')
  await run(tiny.node('rs1'), 'ip link del eth0')
  const { Id } = await client.inspect()
  const { State } = await rs1.inspect()
  // As where the node has ended, and another process has its number.
  const stale = { inspect: () => Promise.resolve({ Id, State }) } as unknown as Docker.Container
  await expect(plugIn(engine, tiny.id, stale, 'client')).rejects.toMatchObject({
    code: 'node.outside',
    message: expect.stringContaining('not the node') as string,
  })
  expect(await run(tiny.node('rs1'), 'ls /sys/class/net')).toMatchObject({ stdout: 'lo' })
  await plugIn(engine, tiny.id, rs1, 'rs1')
  expect(await run(tiny.node('rs1'), 'ls /sys/class/net')).toMatchObject({ stdout: 'eth0\nlo' })
})

test('a network whose parent was taken away ends a power on with words, and its container does not go on trying', async () => {
  const around = engine.docker.getContainer(switchName(tiny.id))
  await sessions.fault('tiny', 'rs1', 'power off')
  await inContainer(around, 'taking the parent away', 'ip link del parent')
  await expect(sessions.fault('tiny', 'rs1', 'power on')).rejects.toMatchObject({ code: 'node.outside' })
  const { Processes } = (await around.top()) as { Processes: string[][] }
  expect(Processes).toHaveLength(1)
})

test('a lab whose network was removed says so', async () => {
  await sessions.fault('tiny', 'rs1', 'power off')
  await engine.docker.getContainer(switchName(tiny.id)).remove({ force: true })
  await expect(sessions.fault('tiny', 'rs1', 'power on')).rejects.toMatchObject({ code: 'lab.network' })
})

test('a disk probe that is started by many at once is one', async () => {
  const probes = await Promise.all(Array.from({ length: 5 }, () => ensureDiskProbe(engine, nodeImage())))
  expect(new Set(probes.map(({ container }) => container.id)).size).toBe(1)
})

test('everything goes with the installation, the disk probe too', async () => {
  await sessions.stop('tiny')
  expect(await leftovers(engine)).toEqual([])
  expect(await removeAll(engine)).toEqual({ containers: 1, networks: 0 })
})
