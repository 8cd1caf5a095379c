import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SessionView } from '@contract/view'
import type { Class } from '../store/classes'
import type { Workspace } from '../labs/workspace'
import { Limits } from './limits'

const minute = 60_000
beforeEach(() => void vi.useFakeTimers({ now: 1_000 * minute, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

/** A lab that began so many minutes ago, as the limits see it: the limit it was told, or why it was ended. */
function lab(ago: number) {
  const seen: { limit?: SessionView['limit']; ended?: string } = {}
  const session = {
    id: 's',
    name: 'tiny',
    state: 'running',
    began: Date.now() - ago * minute,
    view: seen,
    limited: (limit: SessionView['limit']) => (seen.limit = limit),
  }
  const workspace = {
    person: 'p',
    presence: { acted: null },
    labs: { all: () => [session] },
    end: (_: string, why: string) => Promise.resolve((seen.ended = why)),
  }
  const row = { minutes: 60, idle: 50, ends: null, paused: null } as unknown as Class
  const none = () => Promise.resolve()
  return {
    seen,
    session,
    limits: new Limits(
      () => [workspace as unknown as Workspace],
      () => row,
      none,
      vi.fn(),
    ),
  }
}
const left = (seen: { limit?: SessionView['limit'] }) => ((seen.limit?.at ?? 0) - Date.now()) / minute

test('a lab that a restarted server finds beyond its time is warned before it ends', () => {
  const { seen, limits } = lab(80)
  limits.look()
  expect([left(seen), seen.ended]).toEqual([10, undefined])
  vi.setSystemTime(Date.now() + 9 * minute)
  limits.look()
  expect(seen.ended).toBeUndefined()
  vi.setSystemTime(Date.now() + minute)
  limits.look()
  expect(seen.ended).toBe('idle')
})

test('one that has just begun has its time, and no more', () => {
  const { seen, limits } = lab(0)
  limits.look()
  expect(left(seen)).toBe(60)
})

test('more time counts from the end that was told', () => {
  const { seen, session, limits } = lab(15)
  limits.look()
  limits.extend(session as never, 30 * minute)
  expect(left(seen)).toBe(75)
})
