import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SessionView } from '@contract/view'
import type { Engine } from '../src/engine/engine'
import type { RunningLab } from '../src/labs/running-lab'
import type { Lifecycle } from '../src/labs/lifecycle'
import { firstStart, leftovers, openTestEngine, removeEverything } from './support/engine'
import { openSessions } from './support/lab'
import { labsFolder } from './support/labs-folder'

// Edits that are made before the first file of the node which they break.
const broken = (path: string) =>
  `files:\n      ${path}: |\n        #!/bin/sh\n        echo The disk of this node is empty\n        exit 1\n`
const labs = labsFolder({
  tiny: { of: 'tiny', edits: [] },
  'dead-host': {
    of: 'tiny',
    edits: [
      ['lab.yaml', 'services: [nginx]\n    files:\n', `services: [nginx]\n    ${broken('/usr/local/lib/lab/boot')}`],
    ],
  },
  'dead-own': {
    of: 'pair',
    edits: [['lab.yaml', 'memory: 64\n', `memory: 64\n    ${broken('/usr/local/lib/lab/boot')}`]],
  },
  'no-such-service': {
    of: 'tiny',
    edits: [['lab.yaml', 'services: [nginx]', 'services: [nginx, no-such-service]']],
  },
})

let engine: Engine
let sessions: Lifecycle

beforeAll(async () => {
  engine = await openTestEngine()
  sessions = await openSessions(engine, labs)
}, firstStart)
afterAll(removeEverything)

/** Resolves as soon as the session's view is like this. */
function when(session: RunningLab, like: (view: SessionView) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!like(session.view)) return
      session.off('view', look)
      resolve()
    }
    session.on('view', look)
    look()
  })
}

test.each([
  ['dead-host', 'rs1', 'The disk of this node is empty'],
  ['dead-own', 'director1', 'The disk of this node is empty'],
  ['no-such-service', 'rs1', 'no-such-service'],
])('%s: a node that does not boot fails the start, which is rolled back whole', async (lab, culprit, words) => {
  const { lab: session, whole } = sessions.start(lab)
  await expect(whole).rejects.toMatchObject({ code: 'node.boot' })
  expect(session.view).toMatchObject({ phase: 'failed', problem: { code: 'node.boot', params: { node: culprit } } })
  expect(session.view.problem?.cure).toBeTruthy()
  expect(session.view.problem?.message).toContain(words)
  expect(session.view.nodes.find(({ name }) => name === culprit)).toMatchObject({ phase: 'failed' })
  expect(await leftovers(engine)).toEqual([])
  // A failed lab can be tried again, and put away.
  const again = sessions.start(lab)
  await expect(again.whole).rejects.toMatchObject({ code: 'node.boot' })
  await sessions.stop(lab)
  expect(sessions.labs.get(lab)).toBeUndefined()
})

test('a lab that does not fit into the memory fails before anything is made', async () => {
  const small = await openSessions({ ...engine, memory: 200 }, labs)
  const { lab: session, whole } = small.start('tiny')
  await expect(whole).rejects.toMatchObject({ code: 'engine.large', params: { need: 192, room: 180 } })
  expect(session.view.phase).toBe('failed')
  expect(await leftovers(engine)).toEqual([])
})

test('an engine that refuses fails the start with its own words, and leaves nothing', async () => {
  const refusing = Object.create(engine.docker, {
    createContainer: {
      value: (options: { name?: string }) =>
        options.name?.endsWith('-rs1')
          ? Promise.reject(new Error('no rs1 today'))
          : engine.docker.createContainer(options),
    },
  }) as typeof engine.docker
  const { lab: session, whole } = (await openSessions({ ...engine, docker: refusing }, labs)).start('tiny')
  await expect(whole).rejects.toMatchObject({ code: 'engine.refused' })
  expect(session.view.problem?.message).toContain('no rs1 today')
  expect(await leftovers(engine)).toEqual([])
})

test.each([
  ['the image is looked for', ({ progress }: SessionView) => progress?.code === 'engine'],
  ['the network is made', ({ progress }: SessionView) => progress?.code === 'network'],
  ['nodes are created', ({ nodes }: SessionView) => nodes.some(({ phase }) => phase === 'creating')],
  ['nodes boot', ({ nodes }: SessionView) => nodes.some(({ phase }) => phase === 'booting')],
])('a stop while %s leaves nothing', async (_moment, like) => {
  const { lab: session, whole } = sessions.start('tiny')
  await when(session, like)
  await sessions.stop('tiny')
  await expect(whole).resolves.toBeUndefined()
  expect(sessions.labs.get('tiny')).toBeUndefined()
  expect(await leftovers(engine)).toEqual([])
})

test('two starts of one lab: the second is refused and does not disturb the first', async () => {
  const { lab: session, whole } = sessions.start('tiny')
  expect(() => sessions.start('tiny')).toThrowError(expect.objectContaining({ code: 'lab.running' }) as Error)
  await whole
  expect(sessions.labs.get('tiny')).toBe(session)
  expect(session.state).toBe('running')
  expect(await leftovers(engine)).toHaveLength(2 + 1)
  await sessions.stop('tiny')
})
