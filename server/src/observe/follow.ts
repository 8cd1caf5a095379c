import type { Frame, FrameView } from '@contract/packets'
import { decode } from './decode'
import type { Packet } from './pcap'

/** A node's card, and whether its clock is the host's: a guest's may be some milliseconds off. */
export interface Card {
  name: string
  mac: string
  hostClock: boolean
}

interface Seen extends Frame {
  card: Card
  at: number
  bytes: Buffer
  length: number
}

/** Microseconds within which a guest's card sees the echo of what it sent. */
const echoWithin = 20_000

/**
 * A guest's capture without echoes: User-Mode Linux's raw socket also hears what it sends itself, so that a guest's card
 * seems to receive its own frames.
 */
export function withoutEchoes(card: Card, packets: Packet[]): Packet[] {
  if (card.hostClock) return packets
  const own = Buffer.from(card.mac.replaceAll(':', ''), 'hex')
  const sent: Packet[] = []
  return packets.filter((packet) => {
    if (!packet.bytes.subarray(6, 12).equals(own)) return true
    const at = sent.findIndex(({ at, bytes }) => packet.at - at < echoWithin && bytes.equals(packet.bytes))
    // Each frame has one echo: the next one alike was sent again.
    if (at >= 0) sent.splice(at, 1)
    else sent.push(packet)
    return at < 0
  })
}

/** Microseconds between the sender's and a receiver's sight of one frame, with clocks that may be apart. */
const together = 1e6

/**
 * Puts the captures of all nodes together: each frame once, with who sent and who received it, in order of time.
 * `wanted` chooses the frames.
 */
export function follow(cards: Card[], captures: Map<string, Packet[]>, wanted: (frame: Frame) => boolean): FrameView[] {
  const seen = cards.flatMap((card) =>
    (captures.get(card.name) ?? []).flatMap(({ at, bytes, length }): Seen[] => {
      const decoded = decode(bytes)
      return decoded && wanted(decoded) ? [{ card, at, bytes, length, ...decoded }] : []
    }),
  )
  const groups: Seen[][] = []
  for (const one of seen.sort((a, b) => a.at - b.at)) {
    // The same bytes at another node are the same frame; at the same node they were sent again.
    const group = groups.find(
      ([first, ...others]) =>
        first !== undefined &&
        Math.abs(first.at - one.at) < together &&
        first.bytes.equals(one.bytes) &&
        ![first, ...others].some(({ card }) => card === one.card),
    )
    if (group) group.push(one)
    else groups.push([one])
  }
  const times = groups.map((group) => (group.find(({ card }) => card.hostClock) ?? group[0])?.at ?? 0)
  const order = groups.map((group, index) => ({ group, at: times[index] ?? 0 })).sort((a, b) => a.at - b.at)
  const start = order[0]?.at ?? 0
  return order.flatMap(({ group, at }): FrameView[] => {
    const [first] = group
    if (!first) return []
    const { sourceMac, targetMac, protocol, source, target, says, length } = first
    const from = cards.find(({ mac }) => mac === sourceMac)?.name ?? sourceMac
    const to = group.filter(({ card }) => card.mac !== sourceMac).map(({ card }) => card.name)
    return [{ at: (at - start) / 1000, from, to, sourceMac, targetMac, protocol, source, target, says, length }]
  })
}
