import { expect, test } from 'vitest'
import type { CheckView } from '@contract/view'
import { Attempts } from './attempts'

const failed = (at: number) => ({
  lab: 'tiny',
  step: 's',
  checks: [{ id: 'up', state: 'failed', at } as unknown as CheckView, { id: 'new', state: 'waiting' } as never],
})

test('a check that goes on failing by itself is one attempt; it is another after the learner did something', () => {
  const attempts = new Attempts()
  expect(attempts.judge(failed(10_000), 0)).toEqual(['up'])
  expect(attempts.judge(failed(60_000), 0)).toEqual([])
  expect(attempts.judge(failed(60_000), 30_000)).toEqual(['up'])
  expect(attempts.judge(failed(64_000), 63_000)).toEqual([])
  expect(attempts.of('tiny', 's', 'up')).toEqual({ hintOpened: false, tries: 2 })
})

test('a hint is read once', () => {
  const attempts = new Attempts()
  expect([attempts.hintOpened('tiny', 's', 'up'), attempts.hintOpened('tiny', 's', 'up')]).toEqual([true, false])
  expect(attempts.of('tiny', 's', 'up').hintOpened).toBe(true)
  expect(attempts.of('tiny', 't', 'up').hintOpened).toBe(false)
})
