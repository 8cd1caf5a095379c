import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Engine } from '../../src/engine/engine'
import type { LabNode } from '../../src/lab-node'
import type { Lifecycle } from '../../src/labs/lifecycle'
import { another, firstStart, openTestEngine, removeEverything } from '../support/engine'
import { openSessions, run, startLab } from '../support/lab'
import { labsFolder } from '../support/labs-folder'

/** Whatever one session holds, a new server takes over the others and starts. */

const labs = labsFolder({ one: { of: 'tiny', edits: [] }, two: { of: 'tiny', edits: [] } })
let base: Engine
let before: Lifecycle
let after: Lifecycle

beforeAll(async () => void (base = await openTestEngine()), firstStart)
beforeEach(async () => {
  const engine = another(base)
  before = await openSessions(engine, labs)
  after = await openSessions(engine, labs)
  await Promise.all([startLab(before, 'one'), startLab(before, 'two')])
})
afterEach(() => {
  before.labs.dispose()
  after.labs.dispose()
})
afterAll(removeEverything)

/** Opens shells by these names through the agent's socket, as the node's root can. */
async function openShells(node: LabNode, names: string[]): Promise<void> {
  const script = `use IO::Socket::UNIX;
for my $name (qw(${names.join(' ')})) {
  my $agent = IO::Socket::UNIX->new(Peer => '/run/lab/agent.sock') or die $!;
  my $body = "$name\\0\\0\\x50\\0\\x18";
  syswrite $agent, 'S' . pack('N', length $body) . $body;
  sysread $agent, my $answer, 6;
}`
  const { status, stderr } = await node.job(`perl -e "$(cat)"`, { stdin: script })
  expect([status, stderr]).toEqual([0, ''])
}

/** What a new server has: the other lab, whole. */
async function adoptsTheOther(): Promise<void> {
  before.labs.dispose()
  await after.adoption.takeOverAll(true)
  const other = after.labs.get('two')
  expect(other?.view).toMatchObject({ phase: 'running', nodes: [{ phase: 'ready' }, { phase: 'ready' }] })
  if (other) expect((await run(other.node('client'), 'echo here')).stdout).toBe('here')
}

test('30 shells, and shells by odd names: as many are taken over as a lab may have, and the rest is said', async () => {
  const node = before.labs.get('one')?.node('client')
  if (!node) throw new Error('no node')
  await openShells(node, [
    ...Array.from({ length: 27 }, (_, at) => String(at + 1)),
    '../../etc',
    '__proto__',
    '-1',
    'x'.repeat(60),
  ])
  await adoptsTheOther()
  const one = after.labs.get('one')
  expect(one?.view).toMatchObject({
    phase: 'running',
    problem: { code: 'shell.left', params: { node: 'client', count: 7 } },
  })
  expect(one?.shells.size).toBe(24)
  expect([...(one?.shells.keys() ?? [])].every((id) => /^client\/\d+$/.test(id))).toBe(true)
})

test.each([
  ['answers garbage', 'printf "x\\0\\0\\0\\0"; sleep 600', 'failed'],
  ['never answers', 'sleep 600', 'booting'],
  ['goes at once', 'exit 0', 'failed'],
])('a node whose agent %s is said not to be there, and holds up nobody', async (_, script, phase) => {
  const node = before.labs.get('one')?.node('client')
  const put = `cd /usr/local/bin; printf '%s\\n' '#!/bin/sh' '${script}' > evil; chmod 755 evil; mv evil lab-agent`
  expect((await node?.job(put))?.status).toBe(0)
  await adoptsTheOther()
  const one = after.labs.get('one')
  expect(one?.state).toBe('running')
  await vi.waitFor(() => expect(one?.node('client').state).toBe(phase))
  expect(one?.node('rs1').state).toBe('ready')
})

test('a node without the tools that are asked with is taken over all the same', async () => {
  const node = before.labs.get('one')?.node('client')
  expect((await node?.job('rm -f /sbin/ip /usr/sbin/ip /bin/ip /usr/bin/ip'))?.status).toBe(0)
  await adoptsTheOther()
  expect(after.labs.get('one')?.node('client').state).toBe('ready')
})
