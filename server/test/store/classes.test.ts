import { beforeEach, describe, expect, test } from 'vitest'
import { ClassStore } from '../../src/store/classes'
import { databases, kinds } from '../support/database'

const given = {
  title: '高可用 “A”',
  labs: ['lvs-dr', 'drbd'],
  capacity: 30,
  language: 'zh' as const,
  minutes: 120,
  idle: 30,
  ends: null,
  code: 'K7M2P9',
}

describe.each(kinds)('classes in the %s database', (kind) => {
  const { open } = databases(kind)
  let classes: ClassStore
  beforeEach(async () => {
    classes = new ClassStore(await open())
  })

  test('come back as they were given, open', async () => {
    const added = await classes.add(given)
    expect(added).toEqual({
      ...given,
      id: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
      at: expect.any(Number) as number,
      open: true,
      paused: null,
      ended: null,
    })
    const other = await classes.add({ ...given, code: 'OTHER', ends: 1_800_000_000_000 })
    expect(other).toMatchObject({ ends: 1_800_000_000_000 })
    expect(await classes.all()).toEqual([added, other])
  })

  test('only what the patch names is changed', async () => {
    const added = await classes.add(given)
    const other = await classes.add({ ...given, code: 'OTHER' })
    const patch = { open: false, labs: ['fwmark'], paused: 1_700_000_000_000 }
    expect(await classes.change(added.id, patch)).toEqual({ ...added, ...patch })
    expect(await classes.change(added.id, { open: true, paused: null })).toEqual({ ...added, labs: ['fwmark'] })
    expect(await classes.change(added.id, {})).toEqual({ ...added, labs: ['fwmark'] })
    expect(await classes.all()).toContainEqual(other)
    await expect(classes.change('none', { open: false })).rejects.toMatchObject({ code: 'class.unknown' })
  })

  test('a join code that is taken is refused', async () => {
    const added = await classes.add(given)
    const other = await classes.add({ ...given, code: 'OTHER' })
    await expect(classes.add(given)).rejects.toMatchObject({ code: 'class.code' })
    await expect(classes.change(other.id, { code: given.code })).rejects.toMatchObject({ code: 'class.code' })
    expect(await classes.all()).toEqual([added, other])
  })
})
