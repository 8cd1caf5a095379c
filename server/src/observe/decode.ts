import type { Frame } from '@contract/packets'

const mac = (bytes: Buffer, at: number) =>
  bytes
    .subarray(at, at + 6)
    .toString('hex')
    .replace(/..(?=.)/g, '$&:')
const ip = (bytes: Buffer, at: number) => [...bytes.subarray(at, at + 4)].join('.')

type Said = Omit<Frame, 'sourceMac' | 'targetMac'>

/** What headers say of lengths does not fit together, or is longer than what is there. */
const cut = () => new RangeError('cut')

/** RFC 826. A question about one's own address, or an answer that nobody asked for, is a gratuitous ARP. */
function arp(bytes: Buffer): Said {
  if (bytes.length < 28) throw cut()
  const [asks, source, target] = [bytes.readUInt16BE(6) === 1, ip(bytes, 14), ip(bytes, 24)]
  const says =
    source === target
      ? `${source} is at ${mac(bytes, 8)} (gratuitous)`
      : asks
        ? `who has ${target}? tell ${source}`
        : `${source} is at ${mac(bytes, 8)}`
  return { protocol: 'ARP', source, target, says }
}

const flags: [bit: number, name: string][] = [
  [0x02, 'SYN'],
  [0x01, 'FIN'],
  [0x04, 'RST'],
  [0x10, 'ACK'],
]

/** RFC 9293: the flags; with data, its first line where it is text. */
function tcp(segment: Buffer, carried: number): { ports: [number, number]; says: string } {
  const offset = (segment.readUInt8(12) >> 4) * 4
  const bits = segment.readUInt8(13)
  const names = flags.filter(([bit]) => bits & bit).map(([, name]) => name)
  if (offset < 20 || offset > carried) throw cut()
  const data = segment.subarray(offset, Math.min(carried, offset + 128))
  const line = data.toString('latin1').split('\r\n')[0] ?? ''
  const text = /^[\x20-\x7e]{4,}$/.test(line) ? line.slice(0, 60) : ''
  const size = carried - offset
  const says = size > 0 ? text || `${size} bytes` : names.join(' ')
  return { ports: [segment.readUInt16BE(0), segment.readUInt16BE(2)], says }
}

/** VRRP version 2 and 3 (RFC 3768, RFC 9568): router and priority; 0 is a goodbye. */
function vrrp(packet: Buffer): string {
  const [router, priority] = [packet.readUInt8(1), packet.readUInt8(2)]
  return `router ${router}, priority ${priority}${priority === 0 ? ': goodbye' : ''}`
}

/** IPv4 (RFC 791), with what it carries; IP in IP once. */
function ipv4(packet: Buffer, packed = false): Said {
  const start = (packet.readUInt8(0) & 15) * 4
  const number = packet.readUInt8(9)
  const [source, target] = [ip(packet, 12), ip(packet, 16)]
  const inner = packet.subarray(start)
  const carried = packet.readUInt16BE(2) - start
  if (start < 20 || packet.length < 20 || carried < 0) throw cut()
  const plain = (protocol: string, says = '') => ({ protocol, source, target, says })
  if (number === 6) {
    const { ports, says } = tcp(inner, carried)
    return { protocol: 'TCP', source: `${source}:${ports[0]}`, target: `${target}:${ports[1]}`, says }
  }
  if (number === 17) {
    const [from, to] = [inner.readUInt16BE(0), inner.readUInt16BE(2)]
    // heartbeat's messages are text: what stands behind t= is their kind.
    const kind = /(?:^|\n)t=(\w+)/.exec(inner.toString('latin1', 8, 512))?.[1]?.slice(0, 20)
    return {
      protocol: 'UDP',
      source: `${source}:${from}`,
      target: `${target}:${to}`,
      says: kind ?? `${Math.max(0, carried - 8)} bytes`,
    }
  }
  if (number === 1) return plain('ICMP', { 0: 'echo reply', 8: 'echo request' }[inner.readUInt8(0)] ?? 'unreachable')
  if (number === 112) return plain('VRRP', vrrp(inner))
  if (number === 4 && !packed) {
    const { source: from, target: to, says } = ipv4(inner, true)
    return plain('IPIP', `${from} → ${to}: ${says}`)
  }
  return plain(String(number))
}

/** What an Ethernet frame says, as far as load balancing and failover need it; null: neither ARP nor IPv4, or cut too short to tell. */
export function decode(bytes: Buffer): Frame | null {
  try {
    const type = bytes.readUInt16BE(12)
    const inner = bytes.subarray(14)
    const said = type === 0x0806 ? arp(inner) : type === 0x0800 ? ipv4(inner) : null
    return said && { sourceMac: mac(bytes, 6), targetMac: mac(bytes, 0), ...said }
  } catch (error) {
    if (error instanceof RangeError) return null // cut off before the header's end
    throw error
  }
}
