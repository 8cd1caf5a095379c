import { light } from '../lab'
import type { Attack } from './attack'

/** Types a command in the terminal that is open. */
const typed = (name: string, command: string): Attack => ({
  name: `terminal: ${name}`,
  run: async (attacker) => attacker.type(`${command}\r`),
})

/** Prints a character and then, for each of these, a control sequence with that count. */
const counted = (count: number, finals: string) =>
  `printf '${[...finals].map((final) => `x\\33[${count}${final}`).join('')}'`

/** REP, ICH, IL, DL, DCH, SU, SD, ECH, CHT, CBT */
const all = 'b@LMPSTXIZ'

/** Terminals that a hostile learner asks for: more than a lab may have. */
const terminals = 40

export const terminalAttacks: Attack[] = [
  typed('REP of 8,000,000', counted(8_000_000, 'b')),
  typed('other counts of 8,000,000', counted(8_000_000, all.slice(1))),
  typed('all counts of 2^31-1', counted(2 ** 31 - 1, all)),
  typed('yes', 'yes'),
  typed('cat /dev/urandom', 'cat /dev/urandom'),
  typed('OSC without end', "printf '\\33]0;'; yes | tr -d '\\n'"),
  typed('DCS without end', "printf '\\33P1q'; yes | tr -d '\\n'"),
  {
    name: `terminal: ${terminals} at once, yes in each`,
    run: async (attacker) => {
      const shells = Array.from({ length: terminals }, (_, at) => `${light.node}/${at + 1}`)
      await Promise.all(
        shells.map(async (shell) => {
          await attacker.ask('shell.attach', { lab: attacker.lab, shell, cols: 100, rows: 30 })
          attacker.type('yes\r', shell)
        }),
      )
    },
  },
  {
    name: 'input: 150 MiB to a stopped agent',
    run: async (attacker) => {
      await attacker.start("pkill -STOP -f '^lab-agent connect'")
      const lump = 'x'.repeat(64 * 1024)
      await attacker.again(150 * 16, () => attacker.type(lump))
    },
  },
]
