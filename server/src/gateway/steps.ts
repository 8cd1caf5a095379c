import type { Handlers } from './connection'

export const stepHandlers = () =>
  ({
    'step.read': ({ lab, step: id, language }, { workspace }) => {
      const step = workspace.library.step(lab, id)
      return { lab, step: id, language, title: step.title[language], segments: step.segments[language] }
    },
    'step.enter': ({ lab, step }, { workspace }) => workspace.enter(lab, step),
    'step.solve': ({ lab, step }, { workspace }) => workspace.solve(lab, step),
    'step.unsolve': ({ lab }, { workspace }) => workspace.lesson(lab).unsolve(),
    'step.replay': ({ lab, step }, { workspace }) => workspace.replay(lab, step),
    'step.count': ({ lab, step }, { workspace }) => workspace.count(lab, step),
    'block.run': async ({ lab, step, block }, { workspace }) => ({
      shells: await workspace.lesson(lab).run(step, block),
    }),
    'hint.opened': ({ lab, step, check }, { workspace }) => workspace.hintOpened(lab, step, check),
  }) satisfies Partial<Handlers>
