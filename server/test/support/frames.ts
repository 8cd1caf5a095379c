/** Ethernet frames as hex, and the program with which a learner's root sends them from any node. */

/** Hex digits of dotted or colon-separated addresses. */
const ip4 = (address: string) => Buffer.from(address.split('.').map(Number)).toString('hex')
const mac = (address: string) => address.replaceAll(':', '')
const word = (value: number) => value.toString(16).padStart(4, '0')

export const everybody = 'ff:ff:ff:ff:ff:ff'
/** The sender of every frame made here. */
const source = '02:00:0a:00:00:63'

/** The Internet checksum (RFC 1071) of hex digits. */
function checksum(hex: string): string {
  let sum = 0
  for (let at = 0; at < hex.length; at += 4) sum += parseInt(hex.slice(at, at + 4).padEnd(4, '0'), 16)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return word(~sum & 0xffff)
}

/** An ARP question (RFC 826) for an address. */
export const whoHas = (asked: string, asking: string, to = everybody) =>
  `${mac(to)}${mac(source)}0806 0001 0800 06 04 0001 ${mac(source)} ${ip4(asking)} 000000000000 ${ip4(asked)}`.replaceAll(
    ' ',
    '',
  )

/** A UDP datagram (RFC 768, without a checksum) in IPv4. */
export function udp(to: string, from: string, target: string, port: number, text: string): string {
  const data = Buffer.from(text).toString('hex')
  const size = data.length / 2
  const head = (sum: string) => `4500${word(28 + size)}000040004011${sum}${ip4(from)}${ip4(target)}`
  const packet = head(checksum(head('0000')))
  return `${mac(to)}${mac(source)}0800${packet}${word(4000)}${word(port)}${word(8 + size)}0000${data}`
}

const linkLocal = 'fe800000000000000000000000000063'

/** An ICMPv6 message (RFC 4443) to all nodes of the link. */
function icmp6(body: string): string {
  const target = 'ff020000000000000000000000000001'
  const length = body.length / 2
  const pseudo = `${linkLocal}${target}0000${word(length)}0000003a`
  const message = `${body.slice(0, 4)}${checksum(pseudo + body)}${body.slice(8)}`
  return `333300000001${mac(source)}86dd60000000${word(length)}3aff${linkLocal}${target}${message}`
}

/** The prefix that the router advertisement offers. */
export const badPrefix = '2001:db8:bad:'
/** A router advertisement (RFC 4861): a default route, and a prefix to make addresses from. */
export const advertisement = icmp6(
  `86000000 40000708 00000000 00000000 030440c0 00015180 00015180 00000000 20010db80bad00000000000000000000`.replaceAll(
    ' ',
    '',
  ),
)
/** An echo request to every node of the link. */
export const ping6 = icmp6('80000000' + '00630001' + '6c76736c')

/** perl that sends frames through eth0. Every node has perl. */
export const sending = (frames: string[]) => `perl -MSocket -e '
  open my $f, "<", "/sys/class/net/eth0/ifindex" or die "no eth0"; my $index = <$f>;
  socket my $s, 17, SOCK_RAW, 0x0300 or die "socket: $!";
  for (split /\\n/, join "", <STDIN>) {
    send $s, pack("H*", $_), 0, pack("SnlSCCa8", 17, 3, $index, 0, 0, 6, "") or die "send: $!";
  }' <<'FRAMES'
${frames.join('\n')}
FRAMES`
