import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../../src/engine/engine'
import { benchProblem } from '../error'
import { instruct } from '../classroom'
import { forgetPeak, processMemory } from '../process'
import type { BenchServer } from '../server'
import type { Attack } from './attack'
import { Attacker } from './attacker'
import type { Felt } from './felt'
import { together, unnoticed } from './felt'
import { Victim } from './victim'

/** Milliseconds: the quiet before an attack, the longest that one lasts, and the longest that is waited until nothing is noticed. */
export const [quietTime, longest, patience] = [2000, 12_000, 10_000]

/** What came of one attack. */
export interface Outcome {
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

async function runAttack(
  attack: Attack,
  { attacker, victim, server, ms }: { attacker: Attacker; victim: Victim; server: BenchServer; ms: number },
): Promise<Outcome> {
  const quiet = await victim.feel(quietTime)
  forgetPeak(server.pid)
  const before = server.printed().bytes
  const done = attack.run(attacker).catch((error: unknown) => attacker.told.hear(benchProblem(error)))
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

/** What stands still would keep everybody waiting for its end. */
function end(server: BenchServer): void {
  if (lives(server)) process.kill(server.pid, 'SIGKILL')
}

/** Has a server attacked until no attack is left, or until it no longer serves; reports what came of each that was made. */
export async function runAttacks(
  server: BenchServer,
  engine: Engine,
  attacks: Attack[],
  { ms, tell, report }: { ms: number; tell: (line: string) => void; report: (outcome: Outcome) => void },
): Promise<void> {
  const { client, code } = await instruct(server)
  const { origin } = new URL(server.link)
  const victim = await Victim.join({ origin, code, installation: engine.installation })
  try {
    for (const [at, attack] of attacks.entries()) {
      tell(`  ${attack.name}`)
      const attacker = await Attacker.join(engine, origin, code, `Attacker ${at + 1}`).catch((error: unknown) => {
        if (at === 0) throw error
        tell(`  the server no longer starts a lab: ${benchProblem(error).message}`)
      })
      if (!attacker) return end(server)
      const outcome = await runAttack(attack, { attacker, victim, server, ms })
      report(outcome)
      if (outcome.survived !== 'yes') return end(server)
      await attacker.leave()
    }
  } finally {
    await victim.leave()
    client.close()
  }
}
