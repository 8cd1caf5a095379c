import { useRef } from 'preact/hooks'
import type { Bucket, Mark, Outage, TrafficView } from '@contract/traffic'
import { t } from '../i18n'
import { faultWords } from '../i18n/faults'
import { barTime, shownTime, sizeOf } from '../state/traffic'
import { placeLabels, widthOf } from './labels'
import { Curves, Scale } from './latency'

const bars = shownTime / barTime
/** Height of the drawing, in its own units. */
const tall = 100

const placeAt = (end: number) => (at: number) => bars - (end - at) / barTime

/** One path for all bars of a colour: `who` on top of those before it. */
function paths(buckets: Bucket[], order: string[], end: number, most: number) {
  const place = placeAt(end)
  const piece = (at: number, from: number, count: number) => {
    const [bottom, height] = [tall - (from / most) * tall, (count / most) * tall]
    return `M${(place(at) + 0.1).toFixed(2)} ${bottom.toFixed(1)}v${(-height).toFixed(1)}h.8v${height.toFixed(1)}z`
  }
  const below = new Map<number, number>()
  return [...order, null].map((who) =>
    buckets
      .map((bucket) => {
        const count = who === null ? bucket.lost : (bucket.by[who] ?? 0)
        const from = below.get(bucket.at) ?? 0
        below.set(bucket.at, from + count)
        return count > 0 && place(bucket.at) >= 0 ? piece(bucket.at, from, count) : ''
      })
      .join(''),
  )
}

const wordOf = ({ kind, what, node = '' }: Mark): string => {
  if (kind === 'vip') return what ? t().markVip(what) : t().markVipGone
  if (kind === 'check') return t().markCheck(what)
  const { lasts } = faultWords(what as Parameters<typeof faultWords>[0], t())
  return kind === 'fault' ? `${node}: ${lasts}` : t().markUndone(node, lasts)
}
const colours = { vip: 'var(--vip)', fault: 'var(--fault)', undone: 'var(--fault)', check: 'var(--pass)' }

/** What has the right of way where words would overlap. */
const worth = { vip: 0, fault: 1, check: 2, undone: 3 }

const seconds = ({ from, to }: Outage, now: number) => ((to ?? now) - from) / 1000

/** Bars of half a second, by who answered, with the time that answers took over them; outages as bands, what happened as marks with words. */
export function Chart({
  view,
  end,
  order,
  colourOf,
}: {
  view: TrafficView
  end: number
  order: string[]
  colourOf: (who: string) => string
}) {
  const plot = useRef<HTMLDivElement>(null)
  // Drawn anew every half second: the width of the last drawing will do, and for the first one a usual one.
  const wide = (word: string) => widthOf(word, plot.current?.clientWidth || 600)
  const start = end - shownTime
  const shown = view.buckets.filter(({ at }) => at >= start && at <= end)
  const most = Math.max(1, (view.load?.rate ?? 0) / 2, ...shown.map(sizeOf)) * 1.1
  const x = (at: number) => (100 * (at - start)) / shownTime
  const drawn = paths(shown, order, end, most)
  const outages = view.outages.filter(({ to }) => to === null || to > start)
  const marks = view.marks.filter(({ at }) => at > start && at <= end)
  const bandOf = (outage: Outage) => ({ from: Math.max(0, x(outage.from)), to: Math.min(100, x(outage.to ?? end)) })
  const saying = (outage: Outage) => t().outage(seconds(outage, end).toFixed(1), outage.lost)
  const keyOf = (mark: Mark) => `${mark.at} ${mark.kind} ${mark.what} ${mark.node}`
  const sides = placeLabels([
    ...outages.toReversed().map((outage) => {
      const { from, to } = bandOf(outage)
      return { id: `outage ${outage.from}`, at: to, from, width: wide(saying(outage)) }
    }),
    ...marks
      .filter(({ kind }) => kind !== 'undone')
      .sort((a, b) => worth[a.kind] - worth[b.kind] || b.at - a.at)
      .map((mark) => ({ id: keyOf(mark), at: x(mark.at), from: x(mark.at), width: wide(wordOf(mark)) })),
  ])
  return (
    <div class="charted">
      <div class="plot" ref={plot}>
        {outages.map((outage) => {
          const { from, to } = bandOf(outage)
          const side = sides.get(`outage ${outage.from}`)
          return (
            <div
              key={outage.from}
              class={`band ${side ?? ''}`}
              style={{ '--x': `${from}%`, '--w': `${Math.max(0.3, to - from)}%` }}
              title={saying(outage)}
            >
              {side && <span data-testid="outage">{saying(outage)}</span>}
            </div>
          )
        })}
        {marks.map((mark) => {
          const side = sides.get(keyOf(mark))
          return (
            <div
              key={keyOf(mark)}
              class={`mark ${side ?? ''}`}
              style={{ '--x': `${x(mark.at)}%`, '--c': colours[mark.kind] }}
              title={wordOf(mark)}
              data-kind={mark.kind}
            >
              {side && <span>{wordOf(mark)}</span>}
            </div>
          )
        })}
        <svg viewBox={`0 0 ${bars} ${tall}`} preserveAspectRatio="none" aria-hidden="true">
          {order.map((who, at) => (
            <path key={who} d={drawn[at]} style={{ fill: colourOf(who) }} />
          ))}
          <path class="lost" d={drawn.at(-1)} />
          <Curves buckets={shown} place={placeAt(end)} tall={tall} />
        </svg>
        <div class="axis" aria-hidden="true">
          <span>−60 s</span>
          <span>−45</span>
          <span>−30</span>
          <span>−15</span>
          <span>{t().nowWord}</span>
        </div>
      </div>
      <Scale />
    </div>
  )
}
