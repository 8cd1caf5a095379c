import { expect } from 'vitest'
import type { RunningLab } from '../../src/labs/running-lab'
import type { Shell } from '../../src/terminal/shell'
import { openWindow, type } from './window'

/** A learner who only wants to work, in a terminal of their own, while somebody else attacks. */
export class OtherLearner {
  private constructor(readonly shell: Shell) {}

  /** Opens the first terminal of the learner's lab. */
  static async at(session: RunningLab): Promise<OtherLearner> {
    const [first = ''] = session.nodes.keys()
    const shell = session.shell(`${first}/1`)
    await openWindow(shell)
    return new OtherLearner(shell)
  }

  /** Works until the attack is over; gives what came of it, and how often the work went well. Rejects when either fails. */
  async worksBeside<T>(attack: Promise<T>): Promise<{ result: T; count: number }> {
    let [over, count] = [false, 0]
    const ended = attack.finally(() => (over = true))
    ended.catch(() => undefined) // told where it is awaited
    do expect(await type(this.shell, `echo "work $((${++count} * 1000))"`)).toContain(`work ${count}000`)
    while (!over)
    return { result: await ended, count }
  }
}
