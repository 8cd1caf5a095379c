import { light } from '../lab'
import type { Attack } from './attack'

const step = light.step

/** Bytes of what is still taken as one message. */
const large = 250 * 1024

export const socketAttacks: Attack[] = [
  {
    name: 'socket: 3,000 made-up hints',
    run: (attacker) =>
      attacker.again(30, (round) => {
        for (let at = 0; at < 100; at++)
          attacker.client.send('hint.opened', { lab: attacker.lab, step, check: `made-up-${round * 100 + at}` })
      }),
  },
  {
    name: 'socket: 250 KiB of a wrong shape',
    run: (attacker) => {
      const [long, many] = ['x'.repeat(large), Array<number>(large / 2).fill(0)]
      return attacker.again(1e6, (time) => attacker.client.send('hint.opened', time % 2 ? { lab: long } : many))
    },
  },
  {
    name: 'socket: requests without end, 200 at a time',
    run: (attacker) => {
      const { lab } = attacker
      const requests: (() => Promise<void>)[] = [
        () => attacker.ask('step.read', { lab, step, language: 'en' }),
        () => attacker.ask('lab.follow', { lab }),
        () => attacker.ask('catalogue.watch', {}),
        () => attacker.ask('step.enter', { lab, step }),
      ]
      return attacker.again(1e6, async () => {
        const answers = Promise.all(
          Array.from({ length: 50 }, () => requests).flatMap((each) => each.map((ask) => ask())),
        )
        await Promise.race([answers, attacker.ended])
      })
    },
  },
]
