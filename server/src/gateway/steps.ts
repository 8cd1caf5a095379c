import type { Connection, Handlers } from './connection'

export const stepHandlers = ({ classroom }: Connection) =>
  ({
    'step.read': ({ lab, step: id, language }, { service }) => {
      const step = service.library.step(lab, id)
      return { lab, step: id, language, title: step.title[language], segments: step.segments[language] }
    },
    'step.enter': ({ lab, step }, { service }) => service.enter(lab, step),
    'step.solve': ({ lab, step }, { service }) => service.solve(lab, step),
    'step.unsolve': ({ lab }, { service }) => service.lesson(lab).unsolve(),
    'step.replay': ({ lab, step }, { service }) => service.replay(lab, step),
    'step.count': ({ lab, step }, { service }) => service.count(lab, step),
    'block.run': async ({ lab, step, block }, { service }) => ({ shells: await service.lesson(lab).run(step, block) }),
    'hint.opened': ({ lab, step, check }, { desk }) => {
      if (desk.hintOpened(lab, step, check)) void classroom.remember(desk.person, 'hint', { lab, step, check })
    },
  }) satisfies Partial<Handlers>
