import { useEffect, useRef } from 'preact/hooks'
import { t } from './i18n'
import { helpOpen, singleKeys } from './keyboard'
import { learner } from './state/learner'
import { isStaff } from './state/me'
import { Icon } from './ui/icon'

const rosterKeys = (): [string, string[], string][] => [
  [t().classes.keysRoster, ['J', 'K'], t().classes.keyLearner],
  ['', ['Enter'], t().classes.keyWatch],
  ['', ['M'], t().classes.keyMessage],
]

/** The keyboard, as a sheet over the right side; nothing behind it is blocked. */
export function Help() {
  const sheet = useRef<HTMLElement>(null)
  const before = useRef<Element | null>(null)
  const open = helpOpen.value
  useEffect(() => {
    if (open) {
      before.current = document.activeElement
      sheet.current?.focus()
    } else if (before.current instanceof HTMLElement) {
      before.current.focus()
      before.current = null
    }
  }, [open])
  if (!open) return null
  const rows: [string, string[], string][] = [
    [t().everywhere, ['F6', 'Shift+F6'], t().keyRegion],
    ['', ['Ctrl+Shift+1 … 9'], t().keyTerminal],
    ['', ['Ctrl+Shift+Enter'], t().keyRun],
    ['', ['Ctrl+Shift+F'], t().keySearch],
    [t().outside, ['N', 'P'], t().keyStep],
    ['', ['F'], t().keyFaults],
    ['', ['C'], t().keyChecks],
    ['', ['/'], t().keyFind],
    ...(learner.value ? ([['', ['H'], t().learner.keyAskHelp]] satisfies [string, string[], string][]) : []),
    ['', ['?'], t().keyHelp],
    ...(isStaff.value ? rosterKeys() : []),
    [t().inTerminal, ['Ctrl+Shift+C', 'Ctrl+Insert'], t().keyCopy],
    ['', ['Ctrl+Shift+V', 'Shift+Insert'], t().keyPaste],
  ]
  return (
    <aside
      class="help-sheet"
      ref={sheet}
      tabIndex={-1}
      aria-label={t().helpTitle}
      onKeyDown={(event) => event.key === 'Escape' && (helpOpen.value = false)}
    >
      <header>
        <h2>{t().helpTitle}</h2>
        <span class="grow" />
        <button class="btn small icon plain" aria-label={t().close} onClick={() => (helpOpen.value = false)}>
          <Icon name="cross" small />
        </button>
      </header>
      <table>
        <thead class="sr">
          <tr>
            <th scope="col">{t().keysWhere}</th>
            <th scope="col">{t().keysKeys}</th>
            <th scope="col">{t().keysDo}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([where, keys, what]) => (
            <tr key={what} class={where ? 'first' : undefined}>
              <th scope="row">{where}</th>
              <td>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </td>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet-text">{t().keyNote}</p>
      <label class="switch">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => (singleKeys.value = event.currentTarget.checked)}
        />
        {t().singleKeys}
      </label>
    </aside>
  )
}
