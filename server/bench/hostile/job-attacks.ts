import { light } from '../lab'
import type { Attack } from './attack'

/** Programs that the server has run in the node, by what stands in their place. Folders of the learner's own come first. */
const fake = { load: '/usr/local/sbin/lab-load', capture: '/usr/local/sbin/tcpdump', shell: '/usr/bin/bash' }

const perl = (program: string) => `#!/usr/bin/perl\nbinmode STDOUT;\n${program}\n`

/** Traffic that a made-up load tells of: each line is a request's time, how long it took, and who answered. */
const traffic = (name: string, line: string): Attack => ({
  name: `traffic: ${name}`,
  run: async (attacker) => {
    await attacker.put(fake.load, perl(`my $now = int(time * 1000);\nfor my $n (1 .. 1e9) { print ${line} }`))
    const load = { rate: 200, keep: false, url: 'http://10.0.0.10/' }
    await attacker.ask('traffic.send', { lab: attacker.lab, load })
  },
})

/** A capture file's head, and so many packets after it, each a TCP segment of its own. */
const packets = (count: number) => `$| = 1;
print pack 'V v2 V4', 0xa1b2c3d4, 2, 4, 0, 0, 256, 1;
$| = 0;
for my $n (1 .. ${count}) {
  my $ip = pack 'C2 n3 C2 n N2', 0x45, 0, 40, $n & 0xffff, 0, 64, 6, 0, 0x0a00000a, 0x0a00000b;
  my $tcp = pack 'n2 N2 C2 n3', $n & 0xffff, 80, $n, 0, 0x50, 2, 1024, 0, 0;
  print pack('V4', 1700000000, $n % 1000000, 54, 54), pack('H12 H12 n', '02000a00000b', '02000a00000a', 0x800), $ip, $tcp;
}
$| = 1; print '';
sleep 600;`

const capture = (name: string, count: number): Attack => ({
  name: `capture: ${name}`,
  run: async (attacker) => {
    await attacker.put(fake.capture, perl(packets(count)))
    await attacker.ask('packets.capture', { lab: attacker.lab, url: null })
  },
})

export const jobAttacks: Attack[] = [
  {
    name: 'check: output without end',
    run: async (attacker) => {
      await attacker.put(fake.shell, perl("my $lump = 'y' x 65536; print $lump for 1 .. 1e9;"))
      await attacker.ask('step.enter', { lab: attacker.lab, step: light.step })
    },
  },
  traffic('answers by ever new names', '"$now 1000 ok name$n\\n"'),
  traffic('answers at ever new times', '$now - 500 * $n, " 1000 ok box\\n"'),
  capture('15,000 packets', 15_000),
  capture('packets without end', 1e9),
]
