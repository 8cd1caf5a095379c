import { expect, test } from 'vitest'
import type { SessionView } from '@contract/view'
import { queuePlace } from './queue'

const session = (phase: SessionView['phase'], code: string): SessionView => ({
  id: 'a1',
  lab: 'lvs-dr',
  phase,
  since: 0,
  nodes: [],
  progress: { code, detail: '3', since: 0 },
  step: null,
  solving: null,
})

test('a start that waits tells its place and why', () => {
  expect(queuePlace(session('starting', 'queue.room'))).toEqual({ place: '3', why: 'room' })
  expect(queuePlace(session('starting', 'queue.turn'))).toEqual({ place: '3', why: 'turn' })
})

test('any other does not', () => {
  expect(queuePlace(session('starting', 'network'))).toBeNull()
  expect(queuePlace(session('failed', 'queue.room'))).toBeNull()
  expect(queuePlace(null)).toBeNull()
})
