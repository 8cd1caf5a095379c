import type { FaultAct } from '@contract/fault'
import { holders } from '@contract/state'
import type { RunningLab } from './running-lab'

/** Puts what happens in a lab on the axis of its traffic: moves of its virtual addresses, faults and their end. */
export function recordTimeline(lab: RunningLab, vips: string[]): void {
  const held = new Map<string, string>()
  lab.states.on('state', () => {
    // A node that is not read yet may hold it.
    const ready = [...lab.nodes.values()].filter(({ state }) => state === 'ready')
    if (ready.some(({ name }) => !lab.states.now.has(name))) return
    for (const vip of vips) {
      const now = holders(vip, lab.states.now).join(', ')
      const before = held.get(vip)
      held.set(vip, now)
      if (before !== undefined && before !== now) lab.traffic.mark({ at: Date.now(), kind: 'vip', what: now })
    }
  })

  const suffered = new Map<string, FaultAct[]>()
  lab.on('view', () => {
    for (const { name, phase, faults } of lab.view.nodes) {
      const before = suffered.get(name) ?? []
      const now: FaultAct[] = phase === 'off' ? ['power off'] : faults.map(({ act }) => act)
      suffered.set(name, now)
      const tell = (kind: 'fault' | 'undone', acts: FaultAct[]) =>
        acts.forEach((what) => lab.traffic.mark({ at: Date.now(), kind, what, node: name }))
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
