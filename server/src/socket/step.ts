import type { Line } from './line'

export function stepEvents(line: Line): void {
  line.onRequest('step.read', ({ lab, step: id, language }, { service, ref }) => {
    const step = service.library.step(lab, id)
    return { lab: ref, step: id, language, title: step.title[language], segments: step.segments[language] }
  })
  line.onRequest('step.enter', ({ lab, step }, { service }) => service.enter(lab, step))
  line.onRequest('step.solve', async ({ lab, step }, { service }) => {
    await service.solve(lab, step)
    return null
  })
  line.onRequest('step.unsolve', ({ lab }, { service }) => {
    service.lesson(lab).unsolve()
    return null
  })
  line.onRequest('step.replay', async ({ lab, step }, { service }) => {
    await service.replay(lab, step)
    return null
  })
  line.onRequest('step.count', async ({ lab, step }, { service }) => {
    await service.count(lab, step)
    return null
  })
  line.onRequest('block.run', async ({ lab, step, block }, { service }) => ({
    shells: await service.lesson(lab).run(step, block),
  }))
  line.onMessage('hint.opened', ({ lab, step, check }, { desk }) => {
    if (desk.hintOpened(lab, step, check)) void line.classroom.remember(desk.person, 'hint', { lab, step, check })
  })
}
