import { inClass } from './classroom'
import { agentAttacks } from './hostile/agent-attacks'
import type { Outcome } from './hostile/assault'
import { runAttacks, patience } from './hostile/assault'
import { aims, sum, unnoticed } from './hostile/felt'
import { jobAttacks } from './hostile/job-attacks'
import { nodeAttacks } from './hostile/node-attacks'
import { socketAttacks } from './hostile/socket-attacks'
import { terminalAttacks } from './hostile/terminal-attacks'
import type { Site } from './site'
import type { Sheet } from './table'
import { mebibytes, millis } from './table'

const every = [...terminalAttacks, ...agentAttacks, ...jobAttacks, ...nodeAttacks, ...socketAttacks]

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
  const report = (outcome: Outcome) => {
    outcomes.push(outcome)
    // Told at once: who interrupts a long run has what was measured.
    site.tell(`    ${rowOf(outcome).cells.slice(1).join(' | ')}`)
  }
  // A server that an attack ends is followed by another.
  while (outcomes.length < attacks.length)
    await inClass(site, (server, engine) =>
      runAttacks(server, engine, attacks.slice(outcomes.length), { ms: seconds * 1000, tell: site.tell, report }),
    )
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
