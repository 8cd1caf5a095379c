import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { watchDisk } from '../../src/engine/disk-watch'
import type { Engine } from '../../src/engine/engine'
import { nodeImage } from '../../src/engine/image'
import { hasQuotas } from '../../src/engine/quota'
import { LabError } from '../../src/errors'
import type { LabNode } from '../../src/lab-node'
import type { RunningLab } from '../../src/labs/running-lab'
import type { Lifecycle } from '../../src/labs/lifecycle'
import { another, firstStart, openTestEngine, removeEverything } from '../support/engine'
import { openSessions, run, startLab } from '../support/lab'

/** Learners who fill their nodes' disks, and the disk that everybody is on. Each server watches what is its own. */

let engine: Engine
let sessions: Lifecycle
let greedy: RunningLab
let modest: RunningLab
let watch: { close(): void }

beforeAll(async () => {
  engine = await openTestEngine()
  const otherEngine = another(engine)
  sessions = await openSessions(engine)
  const others = await openSessions(otherEngine)
  watch = watchDisk(engine, nodeImage(), (node) => sessions.power.full(node))
  greedy = await startLab(sessions, 'pair')
  modest = await startLab(others, 'tiny')
}, firstStart)
afterAll(async () => {
  watch.close()
  await removeEverything()
})

const containerOf = (node: LabNode) => engine.docker.getContainer(node.machine?.id ?? '')

/** GiB that the attack would write; it leaves the machine's own disk alone. */
const wanted = 4

test('who writes without end loses that node, and nothing else', async () => {
  const name = 'client'
  const node = greedy.node(name)
  const writing = node
    .job(`for i in $(seq ${wanted * 4}); do head -c 256M /dev/zero > /root/fill$i || exit 1; done; echo all written`, {
      timeout: 120_000,
    })
    .then(
      ({ stdout }) => stdout,
      () => '',
    )
  expect(await writing).not.toContain('all written')
  if (hasQuotas(engine)) return
  await vi.waitFor(() => expect(node.view).toMatchObject({ phase: 'failed', problem: { code: 'node.disk' } }), {
    timeout: 30_000,
  })
  await vi.waitFor(async () => expect((await containerOf(node).inspect()).State.Running).toBe(false), {
    timeout: 30_000,
  })
  expect(await run(modest.node('client'), 'echo still here')).toMatchObject({ stdout: 'still here' })
  await expect(sessions.fault('pair', name, 'power on')).rejects.toMatchObject({ code: 'node.disk' })
  await sessions.reset('pair', [name])
  expect(node.view.phase).toBe('ready')
  expect(await run(node, 'ls /root/fill*')).toMatchObject({ stdout: '' })
})

test('who writes what a node may is left alone', async () => {
  const node = greedy.node('client')
  expect(await run(node, 'head -c 300M /dev/zero > /root/much && sync; echo $?')).toMatchObject({ stdout: '0' })
  expect(await run(node, 'head -c 100M /dev/zero > /root/more && rm /root/more /root/much; echo $?')).toMatchObject({
    stdout: '0',
  })
  expect(node.view.phase).toBe('ready')
})

test('a node that was reset while it was being looked at is another', async () => {
  const node = greedy.node('client')
  const container = node.machine?.id ?? ''
  await sessions.reset('pair', ['client'])
  await sessions.power.full({
    session: greedy.id,
    node: 'client',
    container,
    problem: new LabError('node.disk', { node: 'client', mebibytes: 9, limit: 8 }),
  })
  expect(node.view.phase).toBe('ready')
  expect(await run(node, 'echo runs')).toMatchObject({ stdout: 'runs' })
})

/** Its folders lie deeper than any path may be long: the engine cannot add up what is in them. */
const deep = `cd /root && d=$(printf 'd%.0s' $(seq 200)) && for i in $(seq 25); do mkdir $d && cd $d || exit 1; done; echo made`

test('files where the engine cannot look are as good as a full disk', async () => {
  const node = greedy.node('client')
  expect(await run(node, deep)).toMatchObject({ stdout: 'made' })
  if (hasQuotas(engine)) return
  // It is looked at when the disk becomes fuller.
  await node.job('head -c 100M /dev/zero > /root/much; sync').catch(() => undefined)
  await vi.waitFor(() => expect(node.view).toMatchObject({ problem: { code: 'node.unmeasured' } }), { timeout: 30_000 })
  await expect(sessions.fault('pair', 'client', 'power on')).rejects.toMatchObject({ code: 'node.unmeasured' })
  await sessions.reset('pair', ['client'])
  expect(node.view.phase).toBe('ready')
})
