import { describe, expect, it } from 'vitest'
import type { Engine } from './engine'
import { hasQuotas, quotasHold, tryQuota, withQuota } from './quota'

const engine = (driver: string, fileSystem: string) => ({ docker: {}, storage: { driver, fileSystem } }) as Engine

describe('quotas of the engine’s file system', () => {
  it.each([
    ['overlay2', 'extfs', false],
    ['overlay2', 'xfs', true],
    ['btrfs', 'btrfs', true],
    ['zfs', 'zfs', true],
    ['vfs', 'xfs', false],
  ])('%s on %s: %s', (driver, fileSystem, able) => {
    expect(hasQuotas(engine(driver, fileSystem))).toBe(able)
  })

  it('are asked for where they exist', async () => {
    expect(await withQuota(engine('btrfs', 'btrfs'), 512, (options) => Promise.resolve(options))).toEqual({
      StorageOpt: { size: '512M' },
    })
    expect(await withQuota(engine('overlay2', 'extfs'), 512, (options) => Promise.resolve(options))).toEqual({})
  })

  it('are given up where the engine refuses them, and any other failure is told', async () => {
    const xfs = engine('overlay2', 'xfs')
    const refuse = (options: object) =>
      'StorageOpt' in options
        ? Promise.reject(new Error("--storage-opt is supported only for overlay over xfs with 'pquota' mount option"))
        : Promise.resolve('created')
    expect(await withQuota(xfs, 512, refuse)).toBe('created')
    expect(hasQuotas(xfs)).toBe(false)
    await expect(
      withQuota(engine('zfs', 'zfs'), 512, () => Promise.reject(new Error('no such image'))),
    ).rejects.toThrow('no such image')
  })

  it('hold once a container was made with one, and not because the storage looks like it', async () => {
    const made: unknown[] = []
    const trying = (words?: string) => {
      const createContainer = ({ HostConfig }: { HostConfig: object }) => {
        if (words && 'StorageOpt' in HostConfig) return Promise.reject(new Error(words))
        made.push(HostConfig)
        return Promise.resolve({ remove: () => Promise.resolve(made.push('removed')) })
      }
      return { ...engine('overlay2', 'xfs'), docker: { createContainer } } as unknown as Engine
    }
    const able = trying()
    expect(quotasHold(able)).toBe(false)
    await tryQuota(able, 'image')
    expect(quotasHold(able)).toBe(true)
    expect(made).toEqual([{ NetworkMode: 'none', StorageOpt: { size: '64M' } }, 'removed'])
    const unable = trying('--storage-opt is supported only for overlay over xfs')
    await tryQuota(unable, 'image')
    expect(quotasHold(unable)).toBe(false)
    expect(made.slice(2)).toEqual([{ NetworkMode: 'none' }, 'removed'])
  })
})
