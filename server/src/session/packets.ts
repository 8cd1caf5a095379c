import type { CaptureView, Frame } from '@contract/packets'
import { macOf } from '@contract/packets'
import type { LabNode } from '../engine/node'
import { LabError } from '../errors'
import { follow, withoutEchoes } from '../observe/follow'
import { readPcap, writePcapng } from '../observe/pcap'

/** Bytes of each frame that are kept: headers, and the first line of what they carry. */
const snap = 256
/** Frames that are shown. */
const most = 200
/** Milliseconds: until every node listens, for a request, and for what comes after its answer. */
const [listening, asking, after] = [8000, 4000, 400]
/** Milliseconds for which the nodes' talk among themselves is heard. */
const talk = 5000

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Captures on every node while something is done; gives each node's capture file. */
async function capture(nodes: LabNode[], filter: string, work: () => Promise<void>): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer[]>(nodes.map(({ name }) => [name, []]))
  const begun: Promise<void>[] = []
  const listen = (node: LabNode) => {
    let begins: () => void = () => undefined
    begun.push(new Promise((resolve) => (begins = resolve)))
    return node.stream(
      `exec tcpdump -i eth0 -nn -U --immediate-mode -s ${snap} -w - '${filter}' 2>/dev/null`,
      (chunk) => {
        files.get(node.name)?.push(Buffer.from(chunk))
        begins()
      },
    )
  }
  const jobs = nodes.map(listen)
  const ended = Promise.allSettled(jobs.map((job) => job.ended))
  try {
    // The file's head is written once the card is open.
    const late = pause(listening).then(() => {
      throw new LabError('packets.late', 'The nodes did not begin to listen in time', 'Try again')
    })
    await Promise.race([Promise.all(begun), late])
    await work()
  } finally {
    for (const job of jobs) job.end()
    await ended
  }
  return new Map([...files].map(([name, chunks]) => [name, Buffer.concat(chunks)]))
}

const addressOf = (end: string) => end.replace(/:\d+$/, '')

/** Follows one request of the client through the lab; without a URL, listens to what nodes tell each other. */
export async function capturePackets(all: ReadonlyMap<string, LabNode>, url: string | null): Promise<CaptureView> {
  const nodes = [...all.values()].filter(({ state }) => state === 'ready')
  const client = nodes.find(({ spec }) => spec.role === 'client')
  if (url !== null && !client) throw new LabError('traffic.client', 'This lab has no client that is on', undefined)
  let outcome = ''
  const files = await capture(
    nodes,
    url === null ? 'arp or vrrp or udp port 694' : 'arp or tcp or proto 4',
    async () => {
      if (url === null || !client) return pause(talk)
      const { stdout } = await client.job(
        `curl -sk -m ${asking / 1000} -o /dev/null -w '%{local_port} %{http_code} %{time_total} %{errormsg}' '${url}'`,
        { timeout: asking + 2000 },
      )
      outcome = stdout.trim()
      await pause(after)
    },
  )
  const [port = '0', ...rest] = outcome.split(' ')
  const cards = nodes.map(({ name, spec }) => ({
    name,
    mac: macOf(spec.address),
    hostClock: spec.kernel === 'host',
  }))
  const captures = new Map(
    cards.map((card) => [card.name, withoutEchoes(card, readPcap(files.get(card.name) ?? Buffer.alloc(0)))]),
  )
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
  const frames = follow(cards, captures, wanted)
  return {
    url,
    frames: frames.slice(0, most),
    more: Math.max(0, frames.length - most),
    outcome: rest.join(' '),
    pcapng: writePcapng(captures),
  }
}
