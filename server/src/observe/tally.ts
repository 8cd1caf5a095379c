import type { Bucket, Outage } from '@contract/traffic'

/** Milliseconds of one bucket. */
export const bucketSize = 500
/** Milliseconds of traffic that are kept. */
const kept = 5 * 60_000

/** One request, as `lab-load` tells of it (images/node/load/). */
interface Visit {
  sent: number
  /** Milliseconds. */
  took: number
  ok: boolean
  what: string
}

function readVisit(line: string): Visit | null {
  const [, sent, took, how, what] = /^(\d+) (\d+) (ok|lost) (.*)$/.exec(line) ?? []
  if (!sent || !took || what === undefined) return null
  return { sent: Number(sent), took: Number(took) / 1000, ok: how === 'ok', what: what.trim() || '-' }
}

/** Sums up what became of requests: buckets by when they were sent, and the times in which nothing was answered. */
export class Tally {
  readonly by: Record<string, number> = {}
  lost = 0
  private readonly slots = new Map<number, { bucket: Bucket; times: number[] }>()
  private readonly gaps: { from: number; to: number }[] = []
  private losses: { sent: number; reason: string }[] = []
  private rest = ''
  private lastAnswer: number | null = null
  /** Milliseconds without an answer that make an outage: several requests' worth. */
  private readonly silence: number

  /** `rate`: requests a second. `name` makes a node's name out of what an answer says. */
  constructor(
    rate: number,
    private readonly name: (said: string) => string,
  ) {
    this.silence = Math.max(300, 4000 / rate)
  }

  /** Takes in what the load source printed. Answers come as they are complete, so not in the order of their sending. */
  add(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) {
      const visit = readVisit(line)
      if (visit) this.count(visit)
    }
  }

  private count({ sent, took, ok, what }: Visit): void {
    const at = Math.floor(sent / bucketSize) * bucketSize
    const slot = this.slots.get(at) ?? { bucket: { at, by: {}, lost: 0, median: 0, slowest: 0 }, times: [] }
    this.slots.set(at, slot)
    const { bucket, times } = slot
    if (ok) {
      const who = this.name(what)
      bucket.by[who] = (bucket.by[who] ?? 0) + 1
      this.by[who] = (this.by[who] ?? 0) + 1
      times.push(took)
      times.sort((a, b) => a - b)
      bucket.median = times[Math.floor(times.length / 2)] ?? 0
      bucket.slowest = times.at(-1) ?? 0
      this.answered(sent + took)
    } else {
      bucket.lost++
      this.lost++
      this.losses.push({ sent, reason: what })
    }
    for (const old of this.slots.keys()) if (old < at - kept) this.slots.delete(old)
    if (this.losses[0] && this.losses[0].sent < at - kept)
      this.losses = this.losses.filter((loss) => loss.sent >= at - kept)
  }

  private answered(at: number): void {
    const before = this.lastAnswer
    this.lastAnswer = Math.max(before ?? at, at)
    if (before !== null && at - before > this.silence && this.losses.some(({ sent }) => sent >= before && sent <= at))
      this.gaps.push({ from: before, to: at })
  }

  private lostIn(from: number, to: number) {
    return this.losses.filter(({ sent }) => sent >= from - this.silence && sent <= to)
  }

  /** Times in which nothing was answered, from the last answer before to the first one after; the last may not be over. */
  outages(now: number): Outage[] {
    const told = (from: number, to: number | null): Outage => {
      const lost = this.lostIn(from, to ?? now)
      return { from, to, lost: lost.length, reason: lost[0]?.reason ?? '' }
    }
    const last = this.lastAnswer
    const closed = this.gaps.filter(({ to }) => to >= now - kept).map(({ from, to }) => told(from, to))
    const open = last !== null && now - last > this.silence && this.losses.some(({ sent }) => sent >= last)
    return open ? [...closed, told(last, null)] : closed
  }

  /** What was sent since then, oldest first. */
  since(at: number): Bucket[] {
    return [...this.slots.values()]
      .map(({ bucket }) => bucket)
      .filter((bucket) => bucket.at >= at)
      .sort((a, b) => a.at - b.at)
  }
}
