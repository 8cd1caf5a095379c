import { type CaptureView, type Frame, macOf } from '@contract/packets'
import type { LabNode } from '../../lab-node'
import { LabError } from '../../errors'
import { type Seen, follow, seenBy, withoutEchoes } from '../../observe/follow'
import { type Packet, readPcap, writePcapng } from '../../observe/pcap'
import { plain } from '../../text'
import { capture } from './capture'

/** Frames that are shown. */
const most = 200
/** Frames of one node, and of all, that are looked at. */
const [mostOfNode, mostOfAll] = [5000, 20_000]
/** Frames that are decoded at once: a few milliseconds. */
const atOnce = 250
/** Milliseconds for a request, and for what comes after its answer. */
const [requestTimeoutMs, afterMs] = [4000, 400]
/** Milliseconds for which the nodes' talk among themselves is heard. */
const talkMs = 5000
/** Characters of curl's words. */
const longestOutcome = 200

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
/** Lets everybody else in between two pieces of work. */
const yieldToOthers = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Has the client ask once; gives curl's words: its port, the status, seconds, an error. */
async function ask(client: LabNode, url: string): Promise<string> {
  const { stdout } = await client.job(
    `curl -sk -m ${requestTimeoutMs / 1000} -o /dev/null -w '%{local_port} %{http_code} %{time_total} %{errormsg}' '${url}'`,
    { timeout: requestTimeoutMs + 2000, cap: 4096 },
  )
  return plain(stdout, longestOutcome)
}

/** Labs in which a capture is under way. */
const capturing = new WeakSet<ReadonlyMap<string, LabNode>>()

/** Follows one request of the client through the lab; without a URL, listens to what nodes tell each other. One at a time in a lab. */
export async function capturePackets(all: ReadonlyMap<string, LabNode>, url: string | null): Promise<CaptureView> {
  if (capturing.has(all)) throw new LabError('packets.busy')
  capturing.add(all)
  try {
    return await captureOnce(all, url)
  } finally {
    capturing.delete(all)
  }
}

const addressOf = (end: string) => end.replace(/:\d+$/, '')

async function captureOnce(all: ReadonlyMap<string, LabNode>, url: string | null): Promise<CaptureView> {
  const nodes = [...all.values()].filter(({ state }) => state === 'ready')
  const client = nodes.find(({ spec }) => spec.role === 'client')
  if (url !== null && !client) throw new LabError('traffic.client')
  let outcome = ''
  const files = await capture(
    nodes,
    url === null ? 'arp or vrrp or udp port 694' : 'arp or tcp or proto 4',
    async () => {
      if (url === null || !client) return pause(talkMs)
      outcome = await ask(client, url)
      await pause(afterMs)
    },
  )
  const [first = '', ...rest] = outcome.split(' ')
  const port = /^\d{1,5}$/.test(first) ? first : '0'
  const cards = nodes.map(({ name, spec }) => ({
    name,
    mac: macOf(spec.address),
    hostClock: spec.kernel === 'host',
  }))
  // NAT changes addresses and proxies open connections of their own: what matters is the client's port, or a proxy's way on.
  const own = client?.spec.address ?? ''
  const proxies = nodes.filter(({ spec }) => spec.role === 'proxy').map(({ spec }) => spec.address)
  const wanted = ({ protocol, source, target, says }: Frame): boolean => {
    if (url === null || protocol === 'ARP') return true
    if (protocol === 'IPIP') return says.includes(`${own}:${port}`)
    const ends = [source, target]
    return (
      ends.some((end) => end === `${own}:${port}`) ||
      ends.some((end) => proxies.includes(addressOf(end)) && !ends.some((other) => addressOf(other) === own))
    )
  }
  const captures = new Map<string, Packet[]>()
  const seen: Seen[] = []
  let cut = false
  for (const card of cards) {
    const captured = files.get(card.name)
    const packets = captured ? readPcap(captured.file, mostOfNode + 1) : []
    const mostHere = Math.min(mostOfNode, Math.floor(mostOfAll / cards.length))
    cut ||= captured?.cut === true || packets.length > mostHere
    const kept = withoutEchoes(card, packets.slice(0, mostHere))
    captures.set(card.name, kept)
    for (let from = 0; from < kept.length; from += atOnce) {
      await yieldToOthers()
      seen.push(...seenBy(card, kept.slice(from, from + atOnce), wanted))
    }
  }
  const frames = follow(cards, seen)
  await yieldToOthers()
  return {
    url,
    frames: frames.slice(0, most),
    more: Math.max(0, frames.length - most),
    cut,
    outcome: rest.join(' '),
    pcapng: writePcapng(captures),
  }
}
