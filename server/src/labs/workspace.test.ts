import { expect, test, vi } from 'vitest'
import { Library } from '../content/library'
import { fixtureLabs } from '../content/testing'
import { LessonRun } from './lesson-run'
import { RunningLab } from './running-lab'
import { Workspace } from './workspace'

test('a guest who looks has nodes read, and no check run; the learner has both', async () => {
  const none = () => Promise.reject(new Error('no engine'))
  const workspace = new Workspace(await Library.open(fixtureLabs), none, {} as never)
  const running = new RunningLab('00000000', 'tiny', {})
  const looks = vi.spyOn(running.states, 'look')
  const checks = vi.spyOn(LessonRun.prototype, 'watch')
  vi.spyOn(workspace.lifecycle, 'get').mockReturnValue(running)
  workspace.lifecycle.emit('added', running)
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
