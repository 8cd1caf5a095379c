import type { TrafficView } from '@contract/traffic'
import { t } from '../i18n'
import { latencyIn } from '../state/traffic'

/** Milliseconds with as many digits as they deserve. */
export const brief = (ms: number) => ms.toFixed(ms < 9.95 ? 1 : 0)

/** Seconds of the chart that are told in one sentence. */
const span = 10
const spans = [60, 50, 40, 30, 20, 10]

/** The chart in words, for those who cannot see it. `end`: its right edge. */
export function Facts({ view, end }: { view: TrafficView; end: number }) {
  return (
    <table class="sr">
      <caption>{t().traffic}</caption>
      <tbody>
        {Object.entries(view.by).map(([who, count]) => (
          <tr key={who}>
            <th>{who}</th>
            <td data-testid={`answers-${who}`}>{count}</td>
          </tr>
        ))}
        {view.outages.map(({ from, to, lost }) => (
          <tr key={from}>
            <th>{new Date(from).toLocaleTimeString()}</th>
            <td data-testid="outage-ms" data-ms={to === null ? '' : Math.round(to - from)}>
              {t().outage((((to ?? end) - from) / 1000).toFixed(1), lost)}
            </td>
          </tr>
        ))}
        {spans.map((seconds) => {
          const from = end - seconds * 1000
          const took = latencyIn(view.buckets, from, from + span * 1000)
          return (
            took && (
              <tr key={seconds}>
                <th>{t().latencySince(seconds)}</th>
                <td>{t().latencyMeaning(brief(took.median), brief(took.slowest))}</td>
              </tr>
            )
          )
        })}
      </tbody>
    </table>
  )
}
