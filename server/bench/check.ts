import { setTimeout as sleep } from 'node:timers/promises'
import { median } from './statistics'
import type { Site } from './site'
import type { Figure } from './table'
import { seconds } from './table'

/** From the Enter of the command that makes a check true to the event that shows it passed. */
export async function measureCheck(site: Site, rounds: number): Promise<Figure[]> {
  await site.ensureRunning()
  const { client, lab } = site
  const { id, fulfil, undo } = lab.check
  const passed = (is: boolean) =>
    client.until('checks', ({ checks }) => checks.some((check) => check.id === id && (check.state === 'passed') === is))
  await client.ask('step.enter', { lab: lab.id, step: lab.step })
  const tap = await client.terminal(lab.id, `${lab.own}/1`)
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const open = passed(false)
    await tap.run(undo)
    await open
    // At another moment of the checks' own rhythm each time, as learners come.
    await sleep(1000 + 700 * round)
    const typed = tap.until(fulfil.slice(-10))
    tap.type(fulfil)
    await typed
    const green = passed(true)
    const began = performance.now()
    tap.type('\r')
    took.push((await green) - began)
  }
  await tap.run(undo)
  const usual = median(took)
  return [
    {
      name: 'check green after the Enter',
      measured: seconds(usual),
      limit: `${seconds(Math.max(...took))} slowest of ${rounds}`,
      aim: '≤ 3 s',
      met: usual <= 3000,
    },
  ]
}
