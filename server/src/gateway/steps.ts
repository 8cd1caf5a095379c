import type { Handlers } from './connection'

export const stepHandlers = () =>
  ({
    'step.read': ({ lab, step: id, language }, { workspace }) => {
      const step = workspace.library.step(lab, id)
      return { lab, step: id, language, title: step.title[language], segments: step.segments[language] }
    },
    'step.enter': ({ lab, step }, { workspace }) => workspace.lessons.enter(lab, step),
    'step.solve': ({ lab, step }, { workspace }) => workspace.lessons.solve(lab, step),
    'step.unsolve': ({ lab }, { workspace }) => workspace.lessons.of(lab).unsolve(),
    'step.replay': ({ lab, step }, { workspace }) => workspace.lessons.replay(lab, step),
    'step.count': ({ lab, step }, { workspace }) => workspace.lessons.count(lab, step),
    'block.run': async ({ lab, step, block }, { workspace }) => ({
      shells: await workspace.lessons.of(lab).run(step, block),
    }),
    'hint.opened': ({ lab, step, check }, { workspace }) => workspace.lessons.hintOpened(lab, step, check),
  }) satisfies Partial<Handlers>
