import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { configure } from '../../src/config'
import { openEngine } from '../../src/engine/connect'
import { LabNode } from '../../src/lab-node'
import { findSessions } from '../../src/engine/survey'
import { BenchError } from '../error'
import { light } from '../lab'
import { Learner } from '../learner'
import { rawTerminal } from '../raw'
import type { Tap } from '../tap'
import { every } from './felt'

/** What the thread is given. */
export interface VictimPlace {
  origin: string
  code: string
  /** Whose labs the engine has. */
  installation: string
}

/** Something done again and again, and how long it took each time. */
class Series {
  private times: number[] = []
  private began: number | null = null

  async keep(work: () => Promise<unknown>): Promise<void> {
    for (;;) {
      await sleep(every)
      this.began = performance.now()
      await work()
      this.times.push(performance.now() - this.began)
      this.began = null
    }
  }

  /** The times until now. What is not answered yet has taken at least so long, and is counted from here on. */
  take(): number[] {
    const taken = this.times
    this.times = []
    if (this.began === null) return taken
    const now = performance.now()
    taken.push(now - this.began)
    this.began = now
    return taken
  }
}

/** A letter and its deletion in turn: the line never grows. */
function key(tap: Tap): () => Promise<unknown> {
  let typed = false
  return () => {
    typed = !typed
    const echo = tap.next()
    tap.type(typed ? 'x' : '\x7f')
    return echo
  }
}

async function rawShell({ installation }: VictimPlace, learner: string): Promise<Tap> {
  const engine = { ...(await openEngine(configure(), () => undefined)), installation }
  const session = (await findSessions(engine)).find((each) => each.learner === learner)
  const found = session?.nodes[0]
  if (!found) throw new BenchError('bench.node', 'The engine does not have the node of the learner who is measured')
  return (await rawTerminal(new LabNode(found.name, found.spec, found.machine))).tap
}

/**
 * A learner who works while another attacks: types all the time, has checks run, and asks for /health. In a thread of its own,
 * so that what the attacker's side does in this process is not taken for the server's.
 */
export async function victimThread(): Promise<void> {
  const place = workerData as VictimPlace
  const { id, client, tap } = await Learner.join(place.origin, place.code, 'Victim')
  await client.ask('step.enter', { lab: light.id, step: light.step })
  const raw = await rawShell(place, id)
  const [echoes, raws, healths] = [new Series(), new Series(), new Series()]
  parentPort?.on('message', () =>
    parentPort?.postMessage({ echoes: echoes.take(), raws: raws.take(), healths: healths.take() }),
  )
  parentPort?.postMessage('ready')
  const health = async () => {
    // No answer at all is felt as waiting for one.
    while (
      !(await fetch(`${place.origin}/health`).then(
        ({ ok }) => ok,
        () => false,
      ))
    )
      await sleep(every)
  }
  await Promise.all([echoes.keep(key(tap)), raws.keep(key(raw)), healths.keep(health)])
}
