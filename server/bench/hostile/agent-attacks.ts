import type { Attack } from './attack'

/**
 * The program through which the server reaches the node (`lab-agent connect`, see images/node/agent/), replaced by what
 * speaks its frames with hostile intent; the connections that are open are broken, so that the server comes again.
 */
const agent = (name: string, program: string): Attack => ({
  name: `agent: ${name}`,
  run: async (attacker) => {
    await attacker.put(
      '/usr/local/bin/lab-agent',
      `#!/usr/bin/perl\nbinmode STDIN; binmode STDOUT;\n${program}\nsleep 600;\n`,
    )
    await attacker.start("pkill -f '^lab-agent connect'")
  },
})

/** Prints so many MiB. */
const mebibytes = (count: number) => `my $lump = 'y' x 65536; print $lump for 1 .. ${count} * 16;`

/** Answers the first request for shells as an honest agent would, and every job with output that does not end. */
const endlessJobs = `$| = 1;
sub want {
  my ($left, $all) = (shift, '');
  while (length $all < $left) { sysread(STDIN, $all, $left - length $all, length $all) or exit }
  return $all;
}
for (;;) {
  my ($kind, $length) = unpack 'aN', want(5);
  my $number = substr want($length), 0, 4;
  print 'x', pack('N', 9), $number, "\\0\\0\\0\\0\\0" if $kind eq 'l';
  next if $kind ne 'j';
  my $frame = 'o' . pack('N', 65540) . $number . ('y' x 65536);
  print $frame for 1 .. 1024 * 16;
}`

export const agentAttacks: Attack[] = [
  agent('five bytes', '$| = 1; print "x\\0\\0\\0\\0";'),
  agent('150 MiB of a frame of 4 GiB', `print 'w', pack('N', 0xffffffff); ${mebibytes(150)}`),
  agent('a frame of 150 MiB', `print 'w', pack('N', 150 << 20); ${mebibytes(150)}`),
  agent(
    'unknown frames without end',
    "my $frames = ('z' . pack('N', 1) . 'z') x 10000; print $frames for 1 .. 100000;",
  ),
  agent(
    'states without end',
    'for my $n (1 .. 1e9) { my $state = "process p$n S 1\\n"; print "w", pack("N", length $state), $state }',
  ),
  agent('job output, up to 1 GiB', endlessJobs),
]
