import type { Frame, FrameView } from '@contract/packets'
import { decode } from './decode'
import type { Packet } from './pcap'

/** A node's card, and whether its clock is the host's: a guest's may be some milliseconds off. */
export interface Card {
  name: string
  mac: string
  hostClock: boolean
}

/** A frame as one card saw it. */
export interface Seen extends Frame {
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
  // When frames alike were sent, and how many of them have had their echo or will have none.
  const sent = new Map<string, { times: number[]; done: number }>()
  return packets.filter(({ at, bytes }) => {
    if (!bytes.subarray(6, 12).equals(own)) return true
    const alike = entry(sent, bytes.toString('latin1'), () => ({ times: [], done: 0 }))
    while (alike.done < alike.times.length && at - (alike.times[alike.done] ?? 0) >= echoWithin) alike.done++
    // Each frame has one echo: the next one alike was sent again.
    const echo = alike.done < alike.times.length
    if (echo) alike.done++
    else alike.times.push(at)
    return !echo
  })
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** Microseconds between the sender's and a receiver's sight of one frame, with clocks that may be apart. */
const together = 1e6

/** The frames among a card's packets that `wanted` chooses. */
export function seenBy(card: Card, packets: Packet[], wanted: (frame: Frame) => boolean): Seen[] {
  return packets.flatMap(({ at, bytes, length }): Seen[] => {
    const decoded = decode(bytes)
    return decoded && wanted(decoded) ? [{ card, at, bytes, length, ...decoded }] : []
  })
}

/** Puts together what all cards saw: each frame once, with who sent and who received it, in order of time. */
export function follow(cards: Card[], seen: Seen[]): FrameView[] {
  const groups: Seen[][] = []
  // Groups of frames alike, in order of time, and for each card the first of them that it may still join.
  const alike = new Map<string, { groups: Seen[][]; next: Map<Card, number> }>()
  for (const one of seen.toSorted((a, b) => a.at - b.at)) {
    const same = entry(alike, one.bytes.toString('latin1'), () => ({ groups: [], next: new Map<Card, number>() }))
    let at = same.next.get(one.card) ?? 0
    while (at < same.groups.length && one.at - (same.groups[at]?.[0]?.at ?? 0) >= together) at++
    // The same bytes at another node are the same frame; at the same node they were sent again.
    const group = same.groups[at]
    if (group) group.push(one)
    else {
      const fresh = [one]
      same.groups.push(fresh)
      groups.push(fresh)
    }
    same.next.set(one.card, at + 1)
  }
  const times = groups.map((group) => (group.find(({ card }) => card.hostClock) ?? group[0])?.at ?? 0)
  const order = groups.map((group, index) => ({ group, at: times[index] ?? 0 })).sort((a, b) => a.at - b.at)
  const start = order[0]?.at ?? 0
  const nameOf = new Map(cards.map(({ mac, name }) => [mac, name]))
  return order.flatMap(({ group, at }): FrameView[] => {
    const [first] = group
    if (!first) return []
    const { sourceMac, targetMac, protocol, source, target, says, length } = first
    const from = nameOf.get(sourceMac) ?? sourceMac
    const to = group.filter(({ card }) => card.mac !== sourceMac).map(({ card }) => card.name)
    return [{ at: (at - start) / 1000, from, to, sourceMac, targetMac, protocol, source, target, says, length }]
  })
}
