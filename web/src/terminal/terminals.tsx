import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n'
import { lasting } from '../i18n/time'
import { labRef, session } from '../state/lab'
import { now } from '../state/now'
import { queuePlace } from '../state/queue'
import { mounted, roomy, visible } from '../state/terminals'
import { Divider } from '../ui/divider'
import { stored } from '../ui/stored'
import { Failed, NotRunning, Queued } from './no-terminals'
import { Pane } from './pane'
import { Tabs } from './tabs'

/** Width of the room (px) below which one terminal is shown instead of two. */
const twoFrom = 720
const isWidth = (value: unknown) => typeof value === 'number' && value >= 0
/** Width of the second terminal in px; 0 is the design's own. */
const secondWidth = stored('divider.terminals', 0, isWidth)

/** What a start is busy with before its nodes are: in words, with seconds. Once they come, each tells its own phase. */
function Progress() {
  const { progress, nodes = [] } = session.value ?? {}
  if (!progress || nodes.some(({ phase }) => phase !== 'waiting')) return null
  return (
    <div class="progress" data-testid="progress">
      <b>{t().progress[progress.code] ?? t().starting}</b>
      <span class="num">{lasting(now.value - progress.since, t())}</span>
      {progress.detail && <code>{progress.detail}</code>}
    </div>
  )
}

/** The terminals: as tall as what is left, one or two of them on show, all others kept alive behind. */
export function Terminals() {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const measure = () => {
      const width = place.current?.clientWidth ?? 0
      if (width > 0) roomy.value = width > twoFrom
    }
    const observer = new ResizeObserver(measure)
    if (place.current) observer.observe(place.current)
    measure()
    return () => observer.disconnect()
  }, [])
  const [ref, view] = [labRef.value, session.value]
  const two = visible.value.length > 1
  const columns = two
    ? {
        gridTemplateColumns: `minmax(0, 1fr) 0 ${secondWidth.value ? `min(${secondWidth.value}px, 70%)` : 'minmax(350px, 40%)'}`,
      }
    : {}
  return (
    <section class="terms" aria-label={t().terminals} ref={place}>
      <Tabs />
      {!view || !ref ? (
        <NotRunning />
      ) : view.phase === 'failed' ? (
        <Failed />
      ) : queuePlace(view) ? (
        <Queued />
      ) : (
        <div class="panes" style={columns}>
          {mounted.value.map((shell) => (
            <Pane key={`${view.id} ${shell}`} of={ref} shell={shell} />
          ))}
          {two && (
            <div class="divider-place" style={{ order: 1 }}>
              <Divider
                size={secondWidth}
                measure={() =>
                  place.current?.querySelector(`[data-testid="pane-${visible.peek()[1]}"]`)?.clientWidth ?? 0
                }
                least={240}
                most={() => (place.current?.clientWidth ?? 0) * 0.7}
                label={t().resizeSplit}
                reverse
              />
            </div>
          )}
          <Progress />
        </div>
      )}
    </section>
  )
}
