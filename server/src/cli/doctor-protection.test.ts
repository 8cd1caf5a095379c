import { describe, expect, it } from 'vitest'
import type { Engine } from '../engine/engine'
import { withQuota } from '../engine/quota'
import { isOlder, openWaysOut, protectionFindings } from './doctor-protection'

const engine = (change: Partial<Engine>, runc: string, docker = '28.0.4') =>
  ({
    docker: { version: () => Promise.resolve({ Version: docker, Components: [{ Name: 'runc', Version: runc }] }) },
    seccomp: true,
    appArmor: true,
    storage: { driver: 'overlay2', fileSystem: 'xfs' },
    ...change,
  }) as unknown as Engine

const free = { mebibytes: 5000, inodes: 100_000 }

const proven = async (ready: Engine) => {
  await withQuota(ready, 1, () => Promise.resolve())
  return ready
}

const states = async (change: Partial<Engine>, runc = '1.2.8', room = free) =>
  Object.fromEntries(
    (await protectionFindings(await proven(engine(change, runc)), room)).map(({ name, state }) => [name, state]),
  )

describe('what an engine protects', () => {
  it('is all good on one that has everything', async () => {
    const all = { version: 'good', seccomp: 'good', AppArmor: 'good', quotas: 'good', space: 'good' }
    expect(await states({})).toEqual(all)
  })

  it('names what is missing', async () => {
    expect(await states({ seccomp: false })).toMatchObject({ seccomp: 'bad' })
    expect(await states({ appArmor: false })).toMatchObject({ AppArmor: 'note' })
    expect(await states({ storage: { driver: 'overlay2', fileSystem: 'extfs' } })).toMatchObject({ quotas: 'note' })
    expect(await states({}, '1.1.5+ds1')).toMatchObject({ version: 'note' })
    expect(await states({}, '1.2.8', { ...free, mebibytes: 100 })).toMatchObject({ space: 'bad' })
  })

  it('names sockets to the hypervisor, which old engines let pass', async () => {
    const findings = await protectionFindings(engine({}, '1.2.8', '20.10.24'), free)
    expect(findings.find(({ name }) => name === 'seccomp')).toMatchObject({ state: 'note' })
  })

  it('takes no quota for granted', async () => {
    const findings = await protectionFindings(engine({}, '1.2.8'), free)
    expect(findings.find(({ name }) => name === 'quotas')).toMatchObject({ state: 'note' })
  })

  it.each([
    ['1.1.5+ds1', 2],
    ['1.1.12', 1],
    ['1.2.7', 1],
    ['1.2.8', 0],
    ['1.3.2', 1],
    ['1.3.3', 0],
    ['1.4.0', 0],
    ['2.0', 0],
  ])('runc %s leaves %i known sets of ways out open', (version, count) => {
    expect(openWaysOut(version)).toHaveLength(count)
  })

  it.each([
    ['1.1.5+ds1', true],
    ['1.1.12', false],
    ['1.2.0-rc.1', false],
    ['2.0', false],
    ['1.0.99', true],
  ])('%s is older than 1.1.12: %s', (version, older) => {
    expect(isOlder(version, [1, 1, 12])).toBe(older)
  })
})
