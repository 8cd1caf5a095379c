import { t } from '../i18n'
import { choose, counts, filter, sort, sorts, standings } from '../state/roster'
import { Icon } from '../ui/icon'
import { Menu, closeMenu } from '../ui/menu'

/** How many stand how (pressed: only those are shown), and the order. */
export function Filters() {
  const w = t().classes
  return (
    <div class="filters">
      <div class="lamps" role="group" aria-label={w.showOnly}>
        {standings.map((is) => (
          <button
            key={is}
            class={`lamp ${is}`}
            data-testid={`lamp-${is}`}
            aria-pressed={filter.value === is}
            onClick={() => choose({ filter: filter.peek() === is ? null : is })}
          >
            <i />
            {w.standings[is]} <b class="num">{counts.value[is]}</b>
          </button>
        ))}
      </div>
      <span class="grow" />
      <Menu
        label={
          <>
            <span class="more">{w.sorts[sort.value]}</span>
            <Icon name="down" small />
            <span class="sr">{w.order}</span>
          </>
        }
        button="btn small plain"
        testId="sort"
      >
        {sorts.map((by) => (
          <button
            key={by}
            class="item"
            data-testid={`sort-${by}`}
            aria-current={sort.value === by ? 'true' : undefined}
            onClick={(event) => {
              closeMenu(event.currentTarget)
              choose({ sort: by })
            }}
          >
            {w.sorts[by]}
          </button>
        ))}
      </Menu>
    </div>
  )
}
