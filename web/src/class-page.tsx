import { useRef } from 'preact/hooks'
import { ClassHead } from './classroom/head'
import { Roster } from './classroom/roster'
import { ClassTool } from './classroom/tools'
import { Watch } from './classroom/watch'
import { t } from './i18n'
import { Notices } from './notices'
import { roster, tool } from './state/classes'
import { labRef } from './state/lab'
import { watchedSeat } from './state/roster'
import { Terminals } from './terminal/terminals'
import { Divider } from './ui/divider'
import { stored } from './ui/stored'

/** Width of the place beside the roster in px; 0 is the design's own. */
const watchWidth = stored('divider.watch', 0, (value) => typeof value === 'number' && value >= 0)

/** A class: its roster, and beside it a learner or a tool. */
export function ClassPage() {
  const beside = useRef<HTMLElement>(null)
  const seat = watchedSeat.value
  const name = tool.value
  const open = name !== null || seat !== null
  return (
    <div class={`class ${open ? 'beside' : ''}`} style={watchWidth.value ? { '--watch': `${watchWidth.value}px` } : {}}>
      <div class="notices">
        <Notices />
      </div>
      <ClassHead />
      {roster.value ? <Roster /> : <p class="no-rows">{t().classes.loading}</p>}
      {open && (
        <>
          <Divider
            size={watchWidth}
            measure={() => beside.current?.clientWidth ?? 0}
            least={400}
            most={() => innerWidth * 0.65}
            label={t().classes.resizeWatch}
            reverse
          />
          <aside
            class="watch"
            ref={beside}
            aria-label={name ? t().classes.tools[name] : seat?.row.name}
            data-testid={name ? `tool-${name}` : 'watch'}
          >
            {name ? (
              <ClassTool key={name} name={name} />
            ) : (
              seat && (
                <Watch key={seat.row.id} seat={seat}>
                  <Terminals key={`${labRef.value?.person} ${labRef.value?.lab}`} />
                </Watch>
              )
            )}
          </aside>
        </>
      )}
    </div>
  )
}
