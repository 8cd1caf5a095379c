import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildTarget, targetCurrent } from './bundle.mjs'

describe('a target', () => {
  let root
  let fails = false
  const write = (path, text) => writeFileSync(join(root, path), text)
  const read = (path) => readFileSync(join(root, path), 'utf8')
  const target = {
    what: 'a test',
    sources: ['src'],
    parts: { page: 'out' },
    stamp: 'server/dist/test.stamp',
    async build(from, made) {
      if (fails) throw new Error('does not build')
      mkdirSync(join(made, 'page'))
      writeFileSync(join(made, 'page/index.html'), readFileSync(join(from, 'src/a.ts')))
    },
  }

  beforeEach(() => {
    fails = false
    root = mkdtempSync(join(tmpdir(), 'bundle-'))
    for (const folder of ['src', 'server/dist']) mkdirSync(join(root, folder), { recursive: true })
    write('src/a.ts', 'one')
  })
  afterEach(() => rmSync(root, { recursive: true }))

  it('is current once built, until a source changes, comes or goes', async () => {
    expect(targetCurrent(root, target)).toBe(false)
    await buildTarget(root, target)
    expect(targetCurrent(root, target)).toBe(true)
    write('src/b.ts', 'new')
    expect(targetCurrent(root, target)).toBe(false)
    rmSync(join(root, 'src/b.ts'))
    expect(targetCurrent(root, target)).toBe(true)
    write('src/a.ts', 'two')
    expect(targetCurrent(root, target)).toBe(false)
  })

  it('is not made anew for a test, but when its product is gone', async () => {
    await buildTarget(root, target)
    write('src/a.test.ts', 'test')
    expect(targetCurrent(root, target)).toBe(true)
    rmSync(join(root, 'out'), { recursive: true })
    expect(targetCurrent(root, target)).toBe(false)
  })

  it('keeps what was built before when a build fails, and leaves nothing behind', async () => {
    await buildTarget(root, target)
    write('src/a.ts', 'two')
    fails = true
    await expect(buildTarget(root, target)).rejects.toThrow('does not build')
    expect(read('out/index.html')).toBe('one')
    fails = false
    await buildTarget(root, target)
    expect(read('out/index.html')).toBe('two')
    expect(existsSync(join(root, 'out/page'))).toBe(false)
    expect(readdirSync(join(root, 'server/dist'))).toEqual(['test.stamp'])
  })
})
