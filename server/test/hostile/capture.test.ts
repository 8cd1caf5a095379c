import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { capturePackets } from '../../src/labs/tools/packets'
import type { RunningLab } from '../../src/labs/running-lab'
import type { Lifecycle } from '../../src/labs/lifecycle'
import { visit } from '../../src/labs/tools/visit'
import { firstStart, openTestEngine, removeEverything } from '../support/engine'
import { openSessions, startLab } from '../support/lab'
import { OtherLearner } from '../support/other-learner'

let sessions: Lifecycle
let attacker: RunningLab | undefined
let other: OtherLearner

beforeAll(async () => {
  sessions = await openSessions(await openTestEngine())
  attacker = await startLab(sessions, 'pair')
  other = await OtherLearner.at(await startLab(sessions, 'tiny'))
}, firstStart)
afterAll(removeEverything)

const nodes = () => (attacker as RunningLab).nodes
const url = 'http://10.0.0.11/'
let replaced = ''

/** Root puts a program of their own in a tool's place. */
async function replace(tool: string, script: string): Promise<void> {
  const client = (attacker as RunningLab).node('client')
  const { stdout } = await client.job(`at=$(command -v ${tool}); cp -n "$at" /root/${tool}.kept; echo "$at"`)
  replaced = stdout.trim()
  await client.job(`rm ${replaced}`)
  await client.writeFile(replaced, `#!/bin/bash\n${script}\n`, true)
}
afterEach(async () => {
  if (replaced)
    await (attacker as RunningLab)
      .node('client')
      .job(`cp /root/\${0##*/}.kept ${replaced}`.replace('${0##*/}', replaced.split('/').at(-1) ?? ''))
  replaced = ''
})

/** What comes of an attack while the other learner works. */
const beside = async <T>(attack: Promise<T>) => (await other.worksBeside(attack)).result

const head = `printf '\\xd4\\xc3\\xb2\\xa1\\2\\0\\4\\0\\0\\0\\0\\0\\0\\0\\0\\0\\xff\\xff\\0\\0\\1\\0\\0\\0'`

test('captures without end, of packets without number: cut, and said to be', async () => {
  const record = `\\1\\0\\0\\0\\2\\0\\0\\0\\x2a\\0\\0\\0\\x2a\\0\\0\\0\\xff\\xff\\xff\\xff\\xff\\xff\\2\\0\\x0a\\0\\0\\x32\\x08\\x06\\0\\1\\x08\\0\\6\\4\\0\\1\\2\\0\\x0a\\0\\0\\x32\\x0a\\0\\0\\x32\\0\\0\\0\\0\\0\\0\\x0a\\0\\0\\x64`
  await replace('tcpdump', `${head}; while :; do printf '${record.repeat(50)}'; done`)
  const { cut, frames, more, pcapng } = await beside(capturePackets(nodes(), null))
  expect(cut).toBe(true)
  expect(frames).toHaveLength(200)
  expect(more).toBeLessThan(20_000)
  expect(pcapng.length).toBeLessThan(8 * 1024 * 1024)
})

test('what is no capture gives no frames, and the others’ are there', async () => {
  await replace('tcpdump', 'exec cat /dev/urandom')
  const { cut, frames } = await beside(capturePackets(nodes(), url))
  expect(cut).toBe(true)
  expect(frames.length).toBeGreaterThan(0)
  // Nothing is told as heard by the client: its card gave none.
  expect(frames.flatMap(({ to }) => to)).not.toContain('client')
})

test('a tcpdump that never begins, or ends by itself, is named; one capture at a time', async () => {
  await replace('tcpdump', 'exec sleep 1000')
  const first = capturePackets(nodes(), null)
  await expect(capturePackets(nodes(), null)).rejects.toMatchObject({ code: 'packets.busy' })
  await expect(beside(first)).rejects.toMatchObject({ code: 'packets.late', params: { node: 'client' } })
  await (attacker as RunningLab).node('client').writeFile(replaced, '#!/bin/sh\nexit 3\n', true)
  await expect(beside(capturePackets(nodes(), null))).rejects.toMatchObject({ code: 'packets.ended' })
})

test('a curl that is none: what it says is short and clean', async () => {
  await replace('curl', `head -c 50000000 /dev/zero | tr '\\0' x; head -c 50000000 /dev/urandom >&2`)
  const page = await beside(visit(nodes(), url))
  expect(page.body.length).toBeLessThanOrEqual(256 * 1024)
  expect(JSON.stringify({ ...page, body: '' }).length).toBeLessThan(2000)
  const { outcome } = await beside(capturePackets(nodes(), url))
  expect(outcome.length).toBeLessThan(250)
})

test('a load source that prints without end is ended, and what it printed is not kept', async () => {
  const { traffic } = attacker as RunningLab
  await replace(
    'lab-load',
    `while :; do echo "$RANDOM$RANDOM 5 ok $RANDOM __proto__"; done & yes "$(date +%s)000 5 ok $RANDOM"`,
  )
  traffic.start({ rate: 20, keep: false, url })
  await beside(vi.waitFor(() => expect(traffic.view().load).toBeNull(), { timeout: 20_000, interval: 50 }))
  const view = traffic.view()
  expect(view.problem).toMatchObject({ code: 'traffic.flood' })
  expect(Object.keys(view.by).length).toBeLessThan(20)
  expect(JSON.stringify(view).length).toBeLessThan(100_000)
})
