import { type Bucket, type Outage, others } from '@contract/traffic'
import { plain } from '../text'

/** Milliseconds of one bucket. */
const bucketSize = 500
/** Milliseconds of traffic that are kept. */
const kept = 5 * 60_000
/** Milliseconds by which the client's clock may be another, and that an answer may take. */
const [apartMs, longestMs] = [10 * 60_000, 60_000]
/** Buckets that are kept, the newest. */
const mostSlots = (kept + 60_000) / bucketSize
/** Characters of one line; a longer one tells nothing. */
const longestLine = 256
/** Characters of a name or a reason. */
const longestName = 40
/** Names told apart. */
const mostNames = 16
/** Answers of a bucket whose times are kept. */
const mostTimes = 512
/** Losses and outages that are kept, the last ones. */
const [mostLosses, mostGaps] = [10_000, 32]

/** One request, as `lab-load` tells of it (images/node/load/). */
interface Visit {
  sent: number
  /** Milliseconds. */
  took: number
  ok: boolean
  what: string
}

/** Null: it is no such line, or tells of what cannot have been. */
function readVisit(line: string, now: number): Visit | null {
  const [, first, second, how, what] = /^(\d{1,15}) (\d{1,12}) (ok|lost) (.*)$/.exec(line) ?? []
  const [sent, took] = [Number(first), Number(second) / 1000]
  if (what === undefined || !(Math.abs(sent - now) < apartMs && took <= longestMs)) return null
  return { sent, took, ok: how === 'ok', what: plain(what, longestName) || '-' }
}

interface Slot {
  at: number
  by: Map<string, number>
  lost: number
  times: number[]
}

function told({ at, by, lost, times }: Slot): Bucket {
  times.sort((a, b) => a - b)
  return {
    at,
    by: Object.fromEntries(by),
    lost,
    median: times[Math.floor(times.length / 2)] ?? 0,
    slowest: times.at(-1) ?? 0,
  }
}

const more = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)

/**
 * Sums up what became of requests: buckets by when they were sent, and the times in which nothing was answered.
 * Whatever is printed, it keeps so much and no more.
 */
export class Tally {
  lost = 0
  private readonly names = new Map<string, number>()
  private readonly slots = new Map<number, Slot>()
  private readonly gaps: { from: number; to: number }[] = []
  private losses: { sent: number; reason: string }[] = []
  private rest = ''
  private tooLong = false
  private lastAnswer: number | null = null
  /** Milliseconds without an answer that make an outage: several requests' worth. */
  private readonly silence: number

  /** `rate`: requests a second. `name` makes a node's name out of what an answer says. */
  constructor(
    rate: number,
    private readonly name: (said: string) => string,
    private readonly clock: () => number = Date.now,
  ) {
    this.silence = Math.max(300, 4000 / rate)
  }

  /** Answers by who gave them. */
  get by(): Record<string, number> {
    return Object.fromEntries(this.names)
  }

  /** Takes in what the load source printed. Answers come as they are complete, so not in the order of their sending. */
  add(text: string): void {
    const now = this.clock()
    const lines = text.split('\n')
    lines.forEach((part, index) => {
      const line = this.rest + part.slice(0, longestLine + 1)
      this.tooLong ||= line.length > longestLine
      this.rest = this.tooLong ? '' : line
      if (index === lines.length - 1) return
      const visit = this.tooLong ? null : readVisit(line, now)
      if (visit) this.count(visit)
      this.rest = ''
      this.tooLong = false
    })
  }

  private count({ sent, took, ok, what }: Visit): void {
    const slot = this.slot(Math.floor(sent / bucketSize) * bucketSize)
    if (ok) {
      const who = this.known(this.name(what))
      more(slot.by, who)
      more(this.names, who)
      if (slot.times.length < mostTimes) slot.times.push(took)
      this.answered(sent + took)
    } else {
      slot.lost++
      this.lost++
      this.losses.push({ sent, reason: what })
      if (this.losses.length > 2 * mostLosses) this.losses = this.losses.slice(-mostLosses)
    }
  }

  /** The name to count it by: beyond so many, and those that no object may have, are others. */
  private known(name: string): string {
    if (this.names.has(name)) return name
    return this.names.size >= mostNames || name in {} ? others : name
  }

  private slot(at: number): Slot {
    const known = this.slots.get(at)
    if (known) return known
    const slot: Slot = { at, by: new Map(), lost: 0, times: [] }
    this.slots.set(at, slot)
    if (this.slots.size > mostSlots) this.slots.delete(this.slots.keys().next().value ?? at)
    return slot
  }

  private answered(at: number): void {
    const before = this.lastAnswer
    this.lastAnswer = Math.max(before ?? at, at)
    if (before === null || at - before <= this.silence) return
    if (!this.losses.some(({ sent }) => sent >= before && sent <= at)) return
    this.gaps.push({ from: before, to: at })
    if (this.gaps.length > mostGaps) this.gaps.shift()
  }

  private lostIn(from: number, to: number) {
    return this.losses.filter(({ sent }) => sent >= from - this.silence && sent <= to)
  }

  /** Times in which nothing was answered, from the last answer before to the first one after; the last may not be over. */
  outages(now: number): Outage[] {
    const tell = (from: number, to: number | null): Outage => {
      const lost = this.lostIn(from, to ?? now)
      return { from, to, lost: lost.length, reason: lost[0]?.reason ?? '' }
    }
    const last = this.lastAnswer
    const closed = this.gaps.filter(({ to }) => to >= now - kept).map(({ from, to }) => tell(from, to))
    const open = last !== null && now - last > this.silence && this.losses.some(({ sent }) => sent >= last)
    return open ? [...closed, tell(last, null)] : closed
  }

  /** What was sent since then, oldest first. */
  since(at: number): Bucket[] {
    return [...this.slots.values()]
      .filter((slot) => slot.at >= at)
      .sort((a, b) => a.at - b.at)
      .map(told)
  }
}
