import { expect, test, vi } from 'vitest'
import { WorkspaceEvents } from '../labs/events'
import { sendLabs } from './labs'

test('what a lab shows goes to the room of that lab, under the socket’s own names, and nothing else does', () => {
  const emit = vi.fn()
  const to = vi.fn(() => ({ emit }))
  const events = new WorkspaceEvents()
  sendLabs({ to } as never, { person: 'p', events } as never)
  events.show('session', { lab: 'tiny', session: null })
  events.tell({ kind: 'catalogue' })
  events.remember('tiny', 'started', {})
  expect(to.mock.calls).toEqual([['lab:p:tiny']])
  expect(emit.mock.calls).toEqual([['session', { lab: 'tiny', person: 'p', session: null }]])
})
