import type { FaultAct } from '@contract/fault'
import { holders } from '@contract/state'
import type { RunningLab } from './running-lab'

/** Puts what happens in a lab on the axis of its traffic: moves of its virtual addresses, faults and their end. */
export function recordTimeline(session: RunningLab, vips: string[]): void {
  const held = new Map<string, string>()
  session.states.on('state', () => {
    // A node that is not read yet may hold it.
    const ready = [...session.nodes.values()].filter(({ state }) => state === 'ready')
    if (ready.some(({ name }) => !session.states.now.has(name))) return
    for (const vip of vips) {
      const now = holders(vip, session.states.now).join(', ')
      const before = held.get(vip)
      held.set(vip, now)
      if (before !== undefined && before !== now) session.traffic.mark({ at: Date.now(), kind: 'vip', what: now })
    }
  })

  const suffered = new Map<string, FaultAct[]>()
  session.on('view', () => {
    for (const { name, phase, faults } of session.view.nodes) {
      const before = suffered.get(name) ?? []
      const now: FaultAct[] = phase === 'off' ? ['power off'] : faults.map(({ act }) => act)
      suffered.set(name, now)
      const tell = (kind: 'fault' | 'undone', acts: FaultAct[]) =>
        acts.forEach((what) => session.traffic.mark({ at: Date.now(), kind, what, node: name }))
      tell(
        'fault',
        now.filter((act) => !before.includes(act)),
      )
      tell(
        'undone',
        before.filter((act) => !now.includes(act)),
      )
    }
  })
}
