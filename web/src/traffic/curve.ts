import type { Bucket } from '@contract/traffic'
import { barTime } from '../state/traffic'

/** Decades of the scale, in milliseconds: from 0.1 ms to a second, the most that a visitor waits. A fixed scale never jumps. */
const [lowest, highest] = [0.1, 1000]
/** What is written at the scale. */
export const steps = [1000, 100, 10, 1]

/** Height of a latency on the scale, from 0 to 1: a step is ten times the one below it. */
export const heightOf = (ms: number): number =>
  Math.log10(Math.min(highest, Math.max(lowest, ms)) / lowest) / Math.log10(highest / lowest)

/** A line through the middle of every bar with answers, broken where there were none. `place`: a bar's left edge. */
export function curve(
  buckets: Bucket[],
  of: (bucket: Bucket) => number,
  place: (at: number) => number,
  tall: number,
): string {
  let last = -Infinity
  return buckets
    .filter(({ by }) => Object.keys(by).length > 0)
    .map((bucket) => {
      const follows = bucket.at - last <= barTime
      last = bucket.at
      const point = `${(place(bucket.at) + 0.5).toFixed(2)} ${(tall * (1 - heightOf(of(bucket)))).toFixed(1)}`
      // A lone bucket is a dot: a line to itself with round ends.
      return follows ? `L${point}` : `M${point}L${point}`
    })
    .join('')
}
