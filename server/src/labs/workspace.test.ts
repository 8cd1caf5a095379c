import { expect, test, vi } from 'vitest'
import { Library } from '../content/library'
import { fixtureLabs } from '../content/testing'
import type { WorkspaceEvent } from './events'
import { LessonRun } from './lesson-run'
import { RunningLab } from './running-lab'
import { Workspace } from './workspace'

/** A workspace with a running lab of no nodes, and without an engine. */
async function open() {
  const none = () => Promise.reject(new Error('no engine'))
  const workspace = new Workspace(await Library.open(fixtureLabs), none, {} as never)
  const running = new RunningLab('00000000', 'tiny', {})
  running.become('running')
  for (const method of ['get', 'running'] as const) vi.spyOn(workspace.labs, method).mockReturnValue(running)
  return { workspace, running, begin: () => workspace.labs.emit('added', running) }
}

test('a guest who looks has nodes read, and no check run; the learner has both', async () => {
  const { workspace, running, begin } = await open()
  const looks = vi.spyOn(running.states, 'look')
  const checks = vi.spyOn(LessonRun.prototype, 'watch')
  begin()
  const after = (by: 1 | -1, whose: 'own' | 'guest') => {
    workspace.follow('tiny', by, whose)
    return [looks.mock.lastCall?.[0], checks.mock.lastCall?.[0]]
  }
  expect(after(1, 'guest')).toEqual([true, false])
  expect(after(1, 'own')).toEqual([true, true])
  expect(after(-1, 'guest')).toEqual([true, true])
  expect(after(1, 'guest')).toEqual([true, true])
  expect(after(-1, 'own')).toEqual([true, false])
  expect(after(-1, 'guest')).toEqual([false, false])
  workspace.close()
})

test('what happens in a lab comes as one stream; a check that fails is remembered before it is shown', async () => {
  const { workspace, running, begin } = await open()
  begin()
  const events: WorkspaceEvent[] = []
  workspace.events.on('event', (event) => events.push(event))
  running.states.emit('state', 'rs1', null)
  workspace.watchers.comes('window', 'tiny', { person: 'p', name: 'Ms Chen', role: 'instructor' })
  const checks = { lab: 'tiny', step: 's', checks: [{ id: 'up', state: 'failed' as const, at: 1 }] }
  for (let round = 0; round < 2; round++) workspace.lessons.of('tiny').emit('checks', checks)
  workspace.acts()
  expect(events).toMatchObject([
    { kind: 'state', view: { lab: 'tiny', node: 'rs1' } },
    { kind: 'company', view: { lab: 'tiny', people: [{ name: 'Ms Chen', part: false }] } },
    { kind: 'activity', lab: 'tiny', activity: 'failed', detail: { step: 's', check: 'up' } },
    { kind: 'checks', view: checks },
    { kind: 'checks', view: checks },
    { kind: 'person' },
  ])
  workspace.close()
})
