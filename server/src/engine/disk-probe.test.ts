import { expect, test } from 'vitest'
import { ensureDiskProbe } from './disk-probe'
import type { Engine } from './engine'
import { containerName } from './labels'

/** An engine that has these containers, by name. What is done to it is `done`. */
function engineWith(installation: string, ...names: string[]) {
  const there = new Set(names)
  const done: string[] = []
  const refused = (statusCode: number) => Promise.reject(Object.assign(new Error('refused'), { statusCode }))
  const getContainer = (name: string) => ({
    start: () => (there.has(name) ? refused(304) : refused(404)),
    logs: () => Promise.resolve(Buffer.from('5000 70000\r\n')),
    inspect: () => Promise.resolve({ State: { StartedAt: '2026-01-02T03:04:05Z' } }),
  })
  const createContainer = ({ name }: { name: string }) => {
    there.add(name)
    done.push('create')
    return Promise.resolve()
  }
  return { engine: { docker: { getContainer, createContainer }, installation } as unknown as Engine, done }
}

test.each([
  ['a probe that runs is used', 'disk-probe', [], false],
  ['where there is none it is made', 'other', ['create'], true],
])('%s', async (_, name, expected, made) => {
  const { engine, done } = engineWith(name, containerName(name, name))
  expect(await ensureDiskProbe(engine, 'image')).toMatchObject({
    made,
    startedAt: Date.parse('2026-01-02T03:04:05Z'),
    free: { mebibytes: 5000, inodes: 70000 },
  })
  expect(done).toEqual(expected)
})
