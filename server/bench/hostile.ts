import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../src/engine/engine'
import { toProblem } from '../src/errors'
import { inClass, instruct } from './classroom'
import { agentAttacks } from './hostile/agent-attacks'
import type { Attack } from './hostile/attack'
import { Attacker } from './hostile/attacker'
import type { Felt } from './hostile/felt'
import { aims, sum, together, unnoticed } from './hostile/felt'
import { jobAttacks } from './hostile/job-attacks'
import { nodeAttacks } from './hostile/node-attacks'
import { socketAttacks } from './hostile/socket-attacks'
import { terminalAttacks } from './hostile/terminal-attacks'
import { Victim } from './hostile/victim'
import { forgetPeak, processMemory } from './process'
import type { BenchServer } from './server'
import type { Site } from './site'
import type { Sheet } from './table'
import { mebibytes, millis } from './table'

const every = [...terminalAttacks, ...agentAttacks, ...jobAttacks, ...nodeAttacks, ...socketAttacks]

/** Milliseconds: the quiet before an attack, the longest that one lasts, and the longest that is waited until nothing is noticed. */
const [quietTime, longest, patience] = [2000, 12_000, 10_000]

/** What came of one attack. */
interface Outcome {
  name: string
  quiet: Felt
  /** During the attack, and after it for as long as it was noticed. */
  during: Felt
  /** Milliseconds after the attack until nothing was noticed; null: longer than anybody waited. */
  calm: number | null
  /** Bytes: the most memory that the server took; null: it died. */
  peak: number | null
  /** Bytes that the server printed meanwhile. */
  printed: number
  /** `yes`, or how it ended. */
  survived: string
  told: string[]
}

/** A process that has ended cannot be signalled. */
function lives({ pid }: BenchServer): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function answers(origin: string): Promise<boolean> {
  const asked = fetch(`${origin}/health`, { signal: AbortSignal.timeout(5000) })
  return asked.then(({ ok }) => ok).catch(() => false)
}

/** The line of what it printed that says why it ended. */
const lastWords = (server: BenchServer) =>
  /^.*(?:Error|FATAL|allocation failed).*$/im.exec(server.printed().end)?.[0].trim().slice(0, 60) ?? 'no last words'

/** Waits until a second passes in which nothing is noticed; adds what was felt until then. */
async function untilCalm(victim: Victim, server: BenchServer, felt: Felt): Promise<[Felt, number | null]> {
  const began = performance.now()
  while (performance.now() - began < patience && lives(server)) {
    const waited = performance.now() - began
    const second = await victim.feel(1000)
    if (unnoticed(second)) return [felt, waited]
    felt = together(felt, second)
  }
  return [felt, null]
}

async function suffer(
  attack: Attack,
  { attacker, victim, server, ms }: { attacker: Attacker; victim: Victim; server: BenchServer; ms: number },
): Promise<Outcome> {
  const quiet = await victim.feel(quietTime)
  forgetPeak(server.pid)
  const before = server.printed().bytes
  const done = attack.run(attacker).catch((error: unknown) => attacker.told.hear(toProblem(error)))
  const first = await victim.feel(ms, Promise.race([done, sleep(longest)]))
  attacker.stop()
  const [during, calm] = await untilCalm(victim, server, first)
  const { origin } = new URL(server.link)
  const survived = !lives(server)
    ? `died: ${lastWords(server)}`
    : (await answers(origin))
      ? 'yes'
      : 'no: it stands still'
  return {
    ...{ name: attack.name, quiet, during, calm, survived, told: [...attacker.told.words] },
    peak: lives(server) ? processMemory(server.pid, 'VmHWM') : null,
    printed: server.printed().bytes - before,
  }
}

/** Attacks a server until none is left, or until it no longer serves; gives what came of those that were made. */
async function assail(
  server: BenchServer,
  engine: Engine,
  left: Attack[],
  { ms, tell }: { ms: number; tell: (line: string) => void },
): Promise<Outcome[]> {
  const { client, code } = await instruct(server)
  const { origin } = new URL(server.link)
  const victim = await Victim.join({ origin, code, installation: engine.installation })
  const outcomes: Outcome[] = []
  try {
    for (const attack of left) {
      tell(`  ${attack.name}`)
      const attacker = await Attacker.join(engine, origin, code, `Attacker ${outcomes.length + 1}`)
      const outcome = await suffer(attack, { attacker, victim, server, ms })
      outcomes.push(outcome)
      // Told at once: who interrupts a long run has what was measured.
      tell(`    ${rowOf(outcome).cells.slice(1).join(' | ')}`)
      if (outcome.survived !== 'yes') {
        // What stands still would keep everybody waiting for its end.
        if (lives(server)) process.kill(server.pid, 'SIGKILL')
        break
      }
      await attacker.leave()
    }
    return outcomes
  } finally {
    await victim.leave()
    client.close()
  }
}

function rowOf({ name, quiet, during, calm, peak, printed, survived, told }: Outcome): {
  cells: string[]
  met: boolean
} {
  const [before, then] = [sum(quiet), sum(during)]
  const both = (pick: 'p50' | 'p99' | 'health') => `${millis(before[pick])} → ${millis(then[pick])}`
  const met = survived === 'yes' && unnoticed(during) && peak !== null && peak < aims.memory
  const cells = [
    ...[name, both('p50'), both('p99'), millis(then.rawP99), both('health')],
    ...[peak === null ? '' : mebibytes(peak), `${(printed / 1024).toFixed(0)} KiB`],
    calm === null ? `> ${patience / 1000} s` : `${(calm / 1000).toFixed(0)} s`,
    ...[survived, told.join(', ').slice(0, 80) || '-', met ? 'yes' : 'NO'],
  ]
  return { cells, met }
}

/** What one learner can do to another: each attack with these words in its name, for so many seconds, and what a second learner feels of it. */
export async function measureHostile(site: Site, seconds: number, words: string): Promise<Sheet> {
  const attacks = every.filter(({ name }) => name.includes(words))
  const outcomes: Outcome[] = []
  while (outcomes.length < attacks.length) {
    const left = attacks.slice(outcomes.length)
    outcomes.push(
      ...(await inClass(site, (server, engine) =>
        assail(server, engine, left, { ms: seconds * 1000, tell: site.tell }),
      )),
    )
  }
  const rows = outcomes.map(rowOf)
  return {
    head: [
      ...['attack', 'echo p50', `echo p99 (< ${aims.echo} ms)`, 'raw p99', `/health max (< ${aims.health} ms)`],
      ...[
        `memory (< ${mebibytes(aims.memory)})`,
        'printed',
        'noticed after',
        'server survived',
        'attacker was told',
        'met',
      ],
    ],
    rows: rows.map(({ cells }) => cells),
    met: rows.every(({ met }) => met),
  }
}
