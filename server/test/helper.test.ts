import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Engine } from '../src/engine/engine'
import { ours } from '../src/engine/engine'
import { onHost } from '../src/engine/helper'
import { nodeImage } from '../src/engine/image'
import { firstStart, leftovers, openTestEngine, removeEverything } from './support/engine'

/** Scripts on the engine's host, asked for at the same time. */

let engine: Engine
const created: string[] = []

beforeAll(async () => {
  const found = await openTestEngine()
  const docker = Object.create(found.docker, {
    createContainer: {
      value: (options: { Cmd: string[] }) => {
        created.push(options.Cmd.join(' '))
        return found.docker.createContainer(options)
      },
    },
  }) as Engine['docker']
  engine = { ...found, docker }
}, firstStart)
afterAll(removeEverything)

const run = (script: string, capabilities: string[] = []) =>
  onHost(engine, nodeImage(), 'trying', script, { capabilities })

test('share a container; each has its own output, and its own failure', async () => {
  const large = run('yes line | head -c 300000; echo end >&2')
  const [first, failed, silent, odd] = await Promise.allSettled([
    run('echo first'),
    run('echo before; echo "no such thing" >&2; exit 3; echo after'),
    run('false || true'),
    run(`printf '0 1 2\\n\\nöffnen'; cd /nowhere || printf "'quoted' \\$0\\n"`),
  ])
  expect((await large).length).toBe(300_000)
  expect(first).toMatchObject({ value: 'first\n' })
  expect(failed).toMatchObject({ reason: { code: 'engine.helper', message: 'trying failed: no such thing' } })
  expect(silent).toMatchObject({ value: '' })
  expect(odd).toMatchObject({ value: `0 1 2\n\nöffnen'quoted' $0\n` })
  expect(created).toHaveLength(2)
  expect(await leftovers(engine)).toEqual([])
})

test('a script ends at its first failure, and one that is killed hurts nobody else', async () => {
  await expect(run('false\necho not reached')).rejects.toMatchObject({ message: 'trying failed: status 1' })
  const [, killed, other] = await Promise.allSettled([run('true'), run('kill -KILL $$'), run('echo served')])
  expect(killed).toMatchObject({ reason: { message: 'trying failed: Killed' } })
  expect(other).toMatchObject({ value: 'served\n' })
})

test('a helper that is taken away is an error, and the next one serves', async () => {
  const cut = expect(run('sleep 300')).rejects.toMatchObject({ code: 'engine.refused' })
  const filters = ours(engine)
  const [helper] = await vi.waitFor(async () => {
    const running = await engine.docker.listContainers({ filters })
    expect(running).toHaveLength(1)
    return running
  })
  await engine.docker.getContainer(helper?.Id ?? '').remove({ force: true })
  await cut
  expect(await run('echo alive')).toBe('alive\n')
})

test('what may do more does not share with what may do less', async () => {
  const caps = 'grep CapEff /proc/self/status'
  const [less, more] = await Promise.all([run(caps), run(caps, ['NET_ADMIN'])])
  expect(less).not.toBe(more)
})
