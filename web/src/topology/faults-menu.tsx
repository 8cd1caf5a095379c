import type { FaultAct } from '@contract/fault'
import { undoing } from '@contract/fault'
import { t } from '../i18n'
import { faultSize, faultWords } from '../i18n/faults'
import { lasting } from '../i18n/time'
import { fault } from '../state/actions'
import { active, offered, possible, undoings } from '../state/faults'
import { lab, nodeView, running } from '../state/lab'
import { now } from '../state/now'
import { Icon } from '../ui/icon'
import { Menu } from '../ui/menu'

type Spec = NonNullable<typeof lab.value>['nodes'][number]

const undoAll = () => void Promise.all(undoings().map(({ node, act }) => fault(node, act)))

/** A switch for what lasts, a button for what is over at once; nothing where the node cannot have it. */
function Switch({ node, act }: { node: Spec; act: FaultAct }) {
  const on = active.value.some((fault) => fault.node === node.name && fault.act === act)
  if (!on && !possible(act, node)) return null
  const undo = undoing(act)
  const off = nodeView(node.name)?.phase === 'off'
  const label = `${faultWords(act, t()).button}: ${node.name}`
  return (
    <button
      class={undo ? '' : 'once'}
      aria-pressed={undo ? on : undefined}
      aria-label={label}
      title={label}
      data-testid={`fault-${node.name}-${act.replace(' ', '-')}`}
      disabled={off && act !== 'power off'}
      onClick={() => void fault(node.name, on && undo ? undo : act)}
    >
      {!undo && <Icon name="fault" small />}
    </button>
  )
}

/** Arrow keys go to the first switch, and between the switches; U undoes everything. */
function keys(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.key.toLowerCase() === 'u') undoAll()
  else {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (!way) return
    const [across = 0, down = 0] = way
    const switches = 'button:not([disabled])'
    const cell = document.activeElement?.closest('td')
    let found: HTMLElement | null | undefined
    if (cell) {
      const rows = [...event.currentTarget.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('td')])
      let y = rows.findIndex((row) => row.includes(cell))
      let x = rows[y]?.indexOf(cell) ?? 0
      while (!found && rows[(y += down)]?.[(x += across)]) found = rows[y]?.[x]?.querySelector<HTMLElement>(switches)
    } else found = event.currentTarget.querySelector<HTMLElement>(`td ${switches}`)
    found?.focus()
  }
  event.preventDefault()
  event.stopPropagation()
}

/** All that can go wrong, by node; what does is on, and goes off with a click. */
export function FaultsMenu() {
  const nodes = lab.value?.nodes ?? []
  const on = active.value
  if (!running.value) return null
  const label = (
    <>
      <Icon name="fault" small />
      {t().faults}
      {on.length > 0 && <span class="count">{on.length}</span>}
    </>
  )
  const name = (act: FaultAct) =>
    undoing(act) ? faultWords(act, t()).lasts : t().killProgram(act.replace(/ killed$/, ''))
  return (
    <Menu label={label} button={`btn small ${on.length > 0 ? 'on-fault' : ''}`} testId="faults">
      <div class="switchboard" tabIndex={-1} data-testid="faults-sheet" onKeyDown={keys}>
        <table class="switches">
          <thead>
            <tr>
              <th />
              {nodes.map((node) => (
                <th key={node.name} scope="col">
                  {node.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {offered.value.map((act) => (
              <tr key={act}>
                <th scope="row">
                  {name(act)} <small>{faultSize(act, t())}</small>
                </th>
                {nodes.map((node) => (
                  <td key={node.name}>
                    <Switch node={node} act={act} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <div class={`sheet-foot ${on.length > 0 ? 'warn' : ''}`}>
          <span class="num">
            {on.length === 0
              ? t().noFaults
              : on
                  .map(({ node, act, since }) => {
                    const time = lasting(Math.max(0, now.value - since), t())
                    return `${node}: ${faultWords(act, t()).lasts}, ${time}`
                  })
                  .join(' · ')}
          </span>
          {on.length > 0 && (
            <button class="btn small" data-testid="undo-all" onClick={undoAll}>
              {t().undoAll}
            </button>
          )}
        </div>
      </div>
    </Menu>
  )
}
