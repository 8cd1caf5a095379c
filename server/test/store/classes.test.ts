import { beforeEach, describe, expect, test } from 'vitest'
import type { NewClass } from '../../src/store/classes'
import { ClassStore } from '../../src/store/classes'
import { databases, kinds } from '../support/database'

const given: NewClass = {
  title: '高可用 “A”',
  labs: ['lvs-dr', 'drbd'],
  capacity: 30,
  language: 'zh',
  minutes: 120,
  idle: 30,
  code: 'K7M2P9',
}

describe.each(kinds)('classes in the %s database', (kind) => {
  const { open } = databases(kind)
  let classes: ClassStore
  beforeEach(async () => {
    classes = new ClassStore(await open())
  })

  test('come back as they were given, open unless said otherwise', async () => {
    const added = await classes.add(given)
    expect(added).toEqual({
      ...given,
      id: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
      at: expect.any(Number) as number,
      open: true,
      ends: null,
      paused: null,
      ended: null,
    })
    expect(await classes.get(added.id)).toEqual(added)
    expect(await classes.byCode('K7M2P9')).toEqual(added)
    expect([await classes.get('none'), await classes.byCode('k7m2p9')]).toEqual([null, null])
    const closed = await classes.add({ ...given, code: 'OTHER', open: false, ends: 1_800_000_000_000 })
    expect(closed).toMatchObject({ open: false, ends: 1_800_000_000_000 })
    expect(await classes.all()).toEqual([added, closed])
  })

  test('only what the patch names is changed', async () => {
    const added = await classes.add(given)
    const other = await classes.add({ ...given, code: 'OTHER' })
    const patch = { open: false, labs: ['fwmark'], paused: 1_700_000_000_000 }
    expect(await classes.change(added.id, patch)).toEqual({ ...added, ...patch })
    expect(await classes.change(added.id, { open: true, paused: null })).toEqual({ ...added, labs: ['fwmark'] })
    expect(await classes.change(added.id, {})).toEqual({ ...added, labs: ['fwmark'] })
    expect(await classes.get(other.id)).toEqual(other)
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
