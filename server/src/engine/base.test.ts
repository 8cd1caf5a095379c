import { expect, test, vi } from 'vitest'
import { base } from './base'
import type { Engine } from './engine'

const digest = (letter: string) => `debian@sha256:${letter.repeat(64)}`
const [old, fresh] = [digest('a'), digest('b')]

/** An engine with these images, and a registry that has what it can pull. */
function engineWith(
  images: Record<string, { RepoDigests?: string[]; label?: string; Created?: number }>,
  registry: Record<string, { RepoDigests?: string[] }> = {},
) {
  const pull = vi.fn((name: string) => {
    const found = registry[name]
    if (!found) return Promise.reject(new Error('no registry answers'))
    images[name] = found
    return Promise.resolve('stream')
  })
  const docker = {
    pull,
    modem: { followProgress: (_stream: unknown, done: (error: null) => void) => done(null) },
    getImage: (name: string) => ({
      inspect: () =>
        images[name] ? Promise.resolve(images[name]) : Promise.reject(Object.assign(new Error(), { statusCode: 404 })),
    }),
    listImages: () =>
      Promise.resolve(
        Object.values(images)
          .filter(({ label }) => label)
          .map(({ label, Created = 0 }) => ({ Created, Labels: { 'lvs-lab.base': label } })),
      ),
  }
  return { engine: { docker } as unknown as Engine, pull }
}
const tell = () => undefined
const tag = 'debian:bookworm-slim'

test('the first pull resolves the tag, and the digest is what is built on', async () => {
  const { engine, pull } = engineWith({}, { [tag]: { RepoDigests: ['other@sha256:0', fresh] } })
  expect(await base(engine, tell)).toBe(fresh)
  expect(pull.mock.calls.map(([name]) => name)).toEqual([tag])
})

test('later builds take the same digest again, wherever the tag points meanwhile', async () => {
  const node = { label: old, Created: 2 }
  const images = { 'lvs-lab/node:1': node, 'lvs-lab/node:0': { label: fresh, Created: 1 } }
  const there = engineWith({ ...images, [old]: {}, [tag]: { RepoDigests: [fresh] } })
  expect(await base(there.engine, tell)).toBe(old)
  expect(there.pull).not.toHaveBeenCalled()
  const gone = engineWith({ ...images, [tag]: { RepoDigests: [fresh] } }, { [old]: {} })
  expect(await base(gone.engine, tell)).toBe(old)
})

test('where that digest can be had no more, the tag is resolved anew', async () => {
  const { engine } = engineWith({ 'lvs-lab/node:1': { label: old }, [tag]: { RepoDigests: [fresh] } })
  expect(await base(engine, tell)).toBe(fresh)
})

test('what came from no registry has no digest, and nobody invents one', async () => {
  expect(await base(engineWith({ [tag]: { RepoDigests: [] } }).engine, tell)).toBe(tag)
  const label = { 'lvs-lab/node:1': { label: 'lvs-lab/base:bookworm' } }
  expect(await base(engineWith({ ...label, 'lvs-lab/base:bookworm': {} }).engine, tell)).toBe('lvs-lab/base:bookworm')
})
