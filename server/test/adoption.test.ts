import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { localLearner } from '@contract/classroom'
import type { Engine } from '../src/engine/engine'
import { nodeImage } from '../src/engine/image'
import { label } from '../src/engine/labels'
import { createNetwork } from '../src/engine/network'
import { findSessions } from '../src/engine/survey'
import type { RunningLab } from '../src/labs/running-lab'
import type { Lifecycle } from '../src/labs/lifecycle'
import { another, firstStart, leftovers, openTestEngine, removeEverything } from './support/engine'
import { openSessions, run, startLab } from './support/lab'
import { soon } from './support/soon'
import { Window, openWindow, prompt, shows, type } from './support/window'

let base: Engine
let engine: Engine
let before: Lifecycle
let after: Lifecycle
let session: RunningLab

beforeAll(async () => void (base = await openTestEngine()), firstStart)
beforeEach(async () => {
  engine = another(base)
  before = await openSessions(engine)
  after = await openSessions(engine)
  session = await startLab(before, 'tiny')
})
afterEach(() => {
  before.labs.dispose()
  after.labs.dispose()
})
afterAll(removeEverything)

/** What a restarted server has of the session. */
async function adopted(): Promise<RunningLab> {
  before.labs.dispose()
  await after.adoption.takeOverAll(true)
  const found = after.labs.get('tiny')
  if (!found) throw new Error('The session was not taken over')
  return found
}

test('a restarted server has the lab, its terminals with what was on them, and what runs there goes on', async () => {
  const one = session.shell('client/1')
  await openWindow(one, 90, 25)
  await type(one, 'echo "written $((6 * 7)) before"')
  const two = session.shell('client/2')
  await openWindow(two)
  two.input('for i in $(seq 1000); do echo tick $i; sleep 0.1; done\r')
  await shows(two, /tick \d/)

  const same = await adopted()
  expect(same.id).toBe(session.id)
  expect(same.view).toMatchObject({ phase: 'running', lab: 'tiny' })
  expect(same.view.nodes.map(({ phase }) => phase)).toEqual(['ready', 'ready'])
  expect([...same.shells.keys()].sort()).toEqual(['client/1', 'client/2'])

  const first = same.shell('client/1')
  await first.attach(new Window(first), 90, 25)
  expect(await shows(first, 'written 42 before')).toContain('client:~#')
  await prompt(first)
  expect(await type(first, 'echo "and $((40 + 4)) after"')).toMatch(/written 42 before[^]*and 44 after/)

  const second = same.shell('client/2')
  await second.attach(new Window(second), 100, 30)
  const seen = Number(/[^]*tick (\d+)/.exec(await shows(second, /tick \d+/))?.[1])
  await shows(second, `tick ${seen + 5}`)
  expect(second.view.idle).toBe(false)
  second.input('\x03')
  await prompt(second)
})

test('the first window to look after a restart gets the screen as it was, marks of the prompt included', async () => {
  const shell = session.shell('client/1')
  await openWindow(shell, 90, 25)
  await type(shell, 'for i in $(seq 200); do echo "line $i"; done')
  const same = (await adopted()).shell('client/1')
  const window = new Window(same)
  const answer = await same.attach(window, 90, 25)
  await prompt(same)
  await vi.waitFor(() => {
    const drawn = [answer, ...window.screens].at(-1)?.screen
    expect(drawn).toContain('line 1\r\n')
    expect(drawn).toContain('line 200')
  }, soon)
})

test('a node that is off stays off, and the rest is taken over', async () => {
  await before.fault('tiny', 'rs1', 'power off')
  const same = await adopted()
  expect(same.state).toBe('running')
  expect(same.node('rs1').state).toBe('off')
  expect((await run(same.node('client'), 'echo here')).stdout).toBe('here')
  await after.fault('tiny', 'rs1', 'power on')
  // It serves a moment after its agent answers.
  await vi.waitFor(async () => {
    expect((await run(same.node('client'), 'curl -s -m 2 http://rs1/ | head -n 1')).stdout).toBe('rs1')
  }, soon)
})

test('what a cut-short start or stop left is tidied away by a restarted server, and left alone by a glance', async () => {
  await session.node('rs1').machine?.remove()
  before.labs.dispose()
  await after.adoption.takeOverAll(false)
  expect(after.labs.all()).toEqual([])
  expect((await findSessions(engine)).map(({ whole }) => whole)).toEqual([false])
  await after.adoption.takeOverAll(true)
  expect(after.labs.all()).toEqual([])
  expect(await leftovers(engine)).toEqual([])
})

test('a network without nodes, left by a start that was killed, is tidied away too', async () => {
  await before.stop('tiny')
  await createNetwork(engine, nodeImage(), engine.installation, {
    [label.learner]: localLearner,
    [label.purpose]: 'learn',
  })
  expect(await leftovers(engine)).toHaveLength(1)
  await after.adoption.takeOverAll(true)
  expect(await leftovers(engine)).toEqual([])
})

test('what a verification uses is not taken over, nor tidied away', async () => {
  const verifying = await openSessions(engine, undefined, 'verify')
  await before.stop('tiny')
  await startLab(verifying, 'tiny')
  await after.adoption.takeOverAll(true)
  expect(after.labs.all()).toEqual([])
  expect(await leftovers(engine)).toHaveLength(2 + 1)
  await verifying.stop('tiny')
})
