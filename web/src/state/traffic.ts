import { signal } from '@preact/signals'
import type { Bucket, Load, TrafficView } from '@contract/traffic'
import type { LabEntry } from '@contract/view'
import { request } from '../api/socket'
import { stored } from '../ui/stored'
import { attempt } from './problems'

/** What became of the open lab's load; null: nothing was ever sent. */
export const traffic = signal<TrafficView | null>(null)

/** Milliseconds that are shown. */
export const shownTime = 60_000
/** Milliseconds of one bar. */
export const barTime = 500

/** How the load is sent; its URL is each lab's own. */
export const rate = stored('traffic.rate', 20, (value) => [5, 20, 50, 100].includes(value as number))
export const keepOpen = stored('traffic.keep', false, (value) => typeof value === 'boolean')

/** Takes in a view: its first buckets replace those that are known from then on. */
export function takeTraffic(view: TrafficView | null): void {
  const before = traffic.peek()
  if (!view || (view.since === 0 && view.marks.length === 0)) {
    traffic.value = null
    return
  }
  const from = view.buckets[0]?.at ?? Infinity
  const known = before?.since === view.since ? before.buckets : []
  const oldest = (view.buckets.at(-1) ?? known.at(-1))?.at ?? 0
  const kept = known.filter(({ at }) => at < from && at > oldest - 2 * shownTime)
  traffic.value = { ...view, buckets: [...kept, ...view.buckets] }
}

/** Answers and losses of a bucket. */
export const sizeOf = ({ by, lost }: Bucket) => Object.values(by).reduce((sum, count) => sum + count, lost)

/** Answers a second by who gave them, over the last two whole seconds before the end. */
export function ratesOf(buckets: Bucket[], end: number): Record<string, number> {
  const rates: Record<string, number> = {}
  for (const { at, by } of buckets)
    if (at < end - barTime && at >= end - barTime - 2000)
      for (const [who, count] of Object.entries(by)) rates[who] = (rates[who] ?? 0) + count / 2
  return rates
}

interface Latency {
  /** Milliseconds. */
  median: number
  slowest: number
}

/** How long answers took that were asked for in a time; null without answers. */
export function latencyIn(buckets: Bucket[], from: number, to: number): Latency | null {
  const those = buckets.filter(({ at, by }) => at >= from && at < to && Object.keys(by).length > 0)
  if (those.length === 0) return null
  const medians = those.map(({ median }) => median).sort((a, b) => a - b)
  return {
    median: medians[Math.floor(medians.length / 2)] ?? 0,
    slowest: Math.max(...those.map(({ slowest }) => slowest)),
  }
}

/** How long the answers of the last two whole seconds before the end took. */
export const latencyOf = (buckets: Bucket[], end: number) => latencyIn(buckets, end - barTime - 2000, end - barTime)

export async function send(lab: string, load: Load | null): Promise<void> {
  await attempt(() => request('traffic.send', { lab, load }))
}

/** The client's own word for where its visitors go: the virtual address, else the first server. */
export function usualUrl({ network, nodes }: LabEntry): string {
  const server = nodes.find(({ role }) => role === 'real-server' || role === 'proxy')
  return `http://${network.vips[0] ?? server?.address ?? '10.0.0.1'}/`
}
