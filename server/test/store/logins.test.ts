import { beforeEach, describe, expect, test } from 'vitest'
import { LoginStore } from '../../src/store/logins'
import { databases, kinds } from '../support/database'

describe.each(kinds)('logins in the %s database', (kind) => {
  const { open } = databases(kind)
  let logins: LoginStore
  const expires = 1_800_000_000_000
  beforeEach(async () => {
    logins = new LoginStore(await open())
    for (const token of ['laptop', 'phone']) await logins.add({ token, person: 'ada', expires })
    await logins.add({ token: 'other', person: 'ben', expires: expires + 1000 })
  })
  const holding = async (now: number) => {
    const found = await Promise.all(
      ['laptop', 'phone', 'other'].map(async (token) => (await logins.find(token, now))?.person),
    )
    return found.filter(Boolean)
  }

  test('hold until they expire', async () => {
    expect(await logins.find('laptop', expires - 1)).toEqual({ person: 'ada', expires })
    expect(await logins.find('laptop', expires)).toBeNull()
    expect(await logins.find('unknown', 0)).toBeNull()
  })

  test('are revoked one by one', async () => {
    await logins.revoke('laptop')
    await logins.revoke('laptop')
    expect(await holding(0)).toEqual(['ada', 'ben'])
  })

  test('only expired ones are swept', async () => {
    expect(await logins.sweep(expires - 1)).toBe(0)
    expect(await logins.sweep(expires)).toBe(2)
    expect(await holding(0)).toEqual(['ben'])
  })
})
