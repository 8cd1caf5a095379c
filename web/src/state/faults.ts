import { computed } from '@preact/signals'
import type { FaultAct } from '@contract/fault'
import { lasting, processOf, programs, undoing } from '@contract/fault'
import type { LabEntry } from '@contract/view'
import { states } from './cluster'
import { lab, session } from './lab'

/** A fault that lasts, at its node. `since`: milliseconds since 1970. */
export interface Active {
  node: string
  act: FaultAct
  since: number
}

/** Every fault that lasts, whoever brought it about. */
export const active = computed<Active[]>(() =>
  (session.value?.nodes ?? []).flatMap(({ name: node, phase, since, faults }): Active[] => {
    if (phase === 'off') return [{ node, act: 'power off', since }]
    const { programs: running = [], at = 0 } = states.value.get(node) ?? {}
    const frozen = programs.filter((name) =>
      running.some((program) => program.name === processOf(name) && program.frozen),
    )
    return [
      ...faults.map((fault) => ({ node, ...fault })),
      ...frozen.map((name) => ({ node, act: `${name} frozen` as const, since: at })),
    ]
  }),
)

/** Whether a fault can be brought about at a node: it has the kernel, and the program runs there. */
export function possible(act: FaultAct, node: LabEntry['nodes'][number]): boolean {
  const [program = '', how = ''] = act.split(' ')
  if (how === 'frozen' || how === 'killed')
    return states.value.get(node.name)?.programs.some(({ name }) => name === processOf(program)) ?? false
  return node.kernel === 'own' || lasting.find((fault) => fault.act === act)?.own !== true
}

/** The faults of the menu: those that at least one node can have now. */
export const offered = computed<FaultAct[]>(() => {
  const nodes = lab.value?.nodes ?? []
  const acts: FaultAct[] = [...lasting.map(({ act }) => act), ...programs.map((name) => `${name} killed` as const)]
  return acts.filter((act) => nodes.some((node) => possible(act, node)))
})

/** What takes every active fault back, each once. */
export const undoings = () =>
  [
    ...new Map(active.peek().map(({ node, act }) => [`${node} ${undoing(act)}`, { node, act: undoing(act) }])).values(),
  ].filter((each): each is { node: string; act: FaultAct } => each.act !== undefined)
