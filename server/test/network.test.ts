import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../src/engine/engine'
import { ensureGuard } from '../src/engine/guard'
import { nodeImage } from '../src/engine/image'
import { parentLink } from '../src/engine/labels'
import { listLinks } from '../src/engine/network'
import { removeAll } from '../src/engine/survey'
import type { Session } from '../src/session/session'
import type { Sessions } from '../src/session/sessions'
import { firstStart, leftovers, openTestEngine, removeEverything } from './support/engine'
import { openSessions, run, startLab } from './support/lab'

let engine: Engine
let sessions: Sessions
let tiny: Session

beforeAll(async () => {
  engine = await openTestEngine()
  sessions = await openSessions(engine)
  tiny = await startLab(sessions, 'tiny')
}, firstStart)
afterAll(removeEverything)

test('a link that ended with its guard is made anew when nodes are switched on', async () => {
  const names = [...tiny.nodes.keys()]
  for (const name of names) await sessions.power('tiny', name, false)
  const { container } = await ensureGuard(engine, nodeImage())
  await container.kill()
  await container.wait()
  expect(await listLinks(engine, nodeImage())).toEqual([])
  for (const name of names) await sessions.power('tiny', name, true)
  expect(await listLinks(engine, nodeImage())).toEqual([parentLink(tiny.id)])
  expect(await run(tiny.node('client'), 'ping -c 1 -W 5 10.0.0.21 > /dev/null; echo $?')).toMatchObject({ stdout: '0' })
})

test('a guard that is started by many at once is one', async () => {
  const guards = await Promise.all(Array.from({ length: 5 }, () => ensureGuard(engine, nodeImage())))
  expect(new Set(guards.map(({ container }) => container.id)).size).toBe(1)
})

test('everything goes with the installation, the guard too', async () => {
  await sessions.stop('tiny')
  expect(await leftovers(engine)).toEqual([])
  expect(await removeAll(engine)).toMatchObject({ containers: 1, networks: 0, links: 0 })
})
