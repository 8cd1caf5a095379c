import { existsSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withLock } from './lock.mjs'

/** Above the largest process id that Linux gives (2^22). */
const noProcess = 4_194_305

describe('withLock', () => {
  let folder, path
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'))
    path = join(folder, '.lock')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('lets one in at a time', async () => {
    let inside = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++inside)
      await sleep(20)
      inside--
    }
    await Promise.all([withLock(path, 'testing', work), withLock(path, 'testing', work)])
    expect(most).toBe(1)
  })

  it('names its holder, and is gone afterwards', async () => {
    await withLock(path, 'testing', async () => expect(readlinkSync(path)).toBe(String(process.pid)))
    expect(existsSync(path)).toBe(false)
  })

  it('is released when the work fails', async () => {
    await expect(withLock(path, 'testing', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await withLock(path, 'testing', () => 'again')).toBe('again')
  })

  it('is taken from a process that is gone', async () => {
    symlinkSync(String(noProcess), path)
    expect(await withLock(path, 'testing', () => 'taken')).toBe('taken')
  })
})
