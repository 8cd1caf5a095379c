import { expect, test, vi } from 'vitest'
import { Library } from '../content/library'
import { fixtureLabs } from '../content/testing'
import { LessonRun } from './lesson-run'
import { Service } from './service'
import { RunningLab } from './running-lab'

test('a guest who looks has nodes read, and no check run; the learner has both', async () => {
  const none = () => Promise.reject(new Error('no engine'))
  const service = new Service(await Library.open(fixtureLabs), none, {} as never)
  const session = new RunningLab('00000000', 'tiny', {})
  const looks = vi.spyOn(session.states, 'look')
  const checks = vi.spyOn(LessonRun.prototype, 'watch')
  vi.spyOn(service.sessions, 'get').mockReturnValue(session)
  service.sessions.emit('added', session)
  const after = (by: 1 | -1, whose: 'own' | 'guest') => {
    service.follow('tiny', by, whose)
    return [looks.mock.lastCall?.[0], checks.mock.lastCall?.[0]]
  }
  expect(after(1, 'guest')).toEqual([true, false])
  expect(after(1, 'own')).toEqual([true, true])
  expect(after(-1, 'guest')).toEqual([true, true])
  expect(after(1, 'guest')).toEqual([true, true])
  expect(after(-1, 'own')).toEqual([true, false])
  expect(after(-1, 'guest')).toEqual([false, false])
  service.close()
})
