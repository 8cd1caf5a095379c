import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { sendLabs } from './labs'

test('what a lab shows goes to the room of that lab, under the socket’s own names, and nothing else does', () => {
  const emit = vi.fn()
  const to = vi.fn(() => ({ emit }))
  const workspace = Object.assign(new EventEmitter(), { person: 'p' })
  sendLabs({ to } as never, workspace as never)
  workspace.emit('event', { kind: 'session', view: { lab: 'tiny', session: null } })
  workspace.emit('event', { kind: 'catalogue' })
  workspace.emit('event', { kind: 'activity', lab: 'tiny', activity: 'started', detail: {} })
  expect(to.mock.calls).toEqual([['lab:p:tiny']])
  expect(emit.mock.calls).toEqual([['session', { lab: 'tiny', person: 'p', session: null }]])
})
