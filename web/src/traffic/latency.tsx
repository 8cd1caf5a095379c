import type { Bucket } from '@contract/traffic'
import { t } from '../i18n'
import { curve, heightOf, steps } from './curve'

/** How long answers took, over the bars: the median as a line, the slowest as dots. */
export function Curves({ buckets, place, tall }: { buckets: Bucket[]; place: (at: number) => number; tall: number }) {
  const median = curve(buckets, (bucket) => bucket.median, place, tall)
  return (
    <g class="latency">
      <path class="slowest" d={curve(buckets, (bucket) => bucket.slowest, place, tall)} />
      <path class="halo" d={median} />
      <path d={median} />
    </g>
  )
}

/** The scale of the curves, right of the bars. */
export function Scale() {
  return (
    <div class="scale" aria-hidden="true" title={t().latencyScale}>
      {steps.map((ms) => (
        <span key={ms} style={{ bottom: `${heightOf(ms) * 100}%` }}>
          {ms < 1000 ? `${ms} ms` : `${ms / 1000} s`}
        </span>
      ))}
    </div>
  )
}
