import { setTimeout as sleep } from 'node:timers/promises'
import type { LabNode, RunningJob } from '../../lab-node'
import { LabError, words } from '../../errors'
import { plain } from '../../text'
import { within } from '../../timeout'

/** Bytes of each frame that are kept: headers, and the first line of what they carry. */
const snap = 256
/** Milliseconds until every node listens, and until all of them have ended when told to. */
const [listeningMs, endingMs] = [8000, 3000]
/** Bytes that all nodes together may capture, and pieces in which one may tell them. */
const [mostBytes, mostPieces] = [8 * 1024 * 1024, 20_000]

/** What a node's tcpdump has printed. `cut`: it was ended by us, having printed more than is kept. */
interface Captured {
  file: Buffer
  cut: boolean
}

/** One node's tcpdump. */
class Listener {
  private readonly chunks: Buffer[] = []
  private bytes = 0
  private readonly job: RunningJob
  cut = false
  begun = false
  /** Resolves with its first bytes: the file's head is written once the card is open. */
  readonly begins: Promise<void>
  readonly ended: Promise<void>

  constructor(
    readonly node: LabNode,
    filter: string,
    private readonly most: number,
  ) {
    let begin: () => void = () => undefined
    let fail: (error: LabError) => void = () => undefined
    this.begins = new Promise((resolve, reject) => ([begin, fail] = [resolve, reject]))
    this.begins.catch(() => undefined) // told where it is awaited
    const command = `exec tcpdump -i eth0 -nn -U --immediate-mode -s ${snap} -w - '${filter}' 2>/dev/null`
    this.job = node.stream(command, (chunk) => {
      this.take(chunk)
      this.begun = true
      begin()
    })
    const over = (why: string) => fail(new LabError('packets.ended', { node: node.name, reason: plain(why, 200) }))
    this.ended = this.job.ended.then(
      ({ status }) => over(`status ${status}`),
      (error: unknown) => over(words(error)),
    )
  }

  private take(chunk: Buffer): void {
    if (this.cut) return
    this.chunks.push(Buffer.from(chunk.subarray(0, this.most - this.bytes)))
    this.bytes += chunk.length
    if (this.bytes < this.most && this.chunks.length < mostPieces) return
    this.cut = true
    this.end()
  }

  end(): void {
    this.job.end()
  }

  get captured(): Captured {
    return { file: Buffer.concat(this.chunks), cut: this.cut }
  }
}

/** Captures on every node while something is done; gives what each has captured. Ends in bounded time, whatever the nodes do. */
export async function capture(
  nodes: LabNode[],
  filter: string,
  work: () => Promise<void>,
): Promise<Map<string, Captured>> {
  const listeners = nodes.map((node) => new Listener(node, filter, Math.floor(mostBytes / nodes.length)))
  try {
    const all = Promise.all(listeners.map(({ begins }) => begins))
    await within(listeningMs, all, () => {
      const silent = listeners.filter(({ begun }) => !begun).map(({ node }) => node.name)
      return new LabError('packets.late', { node: silent.join(', ') })
    })
    await work()
  } finally {
    for (const each of listeners) each.end()
    // What was captured by then counts, whether they end in time or not.
    await Promise.race([Promise.all(listeners.map(({ ended }) => ended)), sleep(endingMs, undefined, { ref: false })])
  }
  return new Map(listeners.map(({ node, captured }) => [node.name, captured]))
}
