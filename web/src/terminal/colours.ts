import type { ITheme } from '@xterm/xterm'

/** A token's colour in the theme in force. `light-dark()` is resolved by the browser, on an element that uses it. */
function resolve(probe: HTMLElement, token: string): string {
  probe.style.color = `var(--${token})`
  return getComputedStyle(probe).color
}

const ansi = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** The terminal's colours, from the page's tokens. */
export function terminalTheme(): ITheme {
  const probe = document.createElement('span')
  document.body.append(probe)
  const token = (name: string) => resolve(probe, name)
  const theme: Record<string, string> = {
    background: token('sunken'),
    foreground: token('text'),
    cursor: token('text'),
    cursorAccent: token('sunken'),
    selectionBackground: token('selection'),
    selectionInactiveBackground: token('selection'),
    scrollbarSliderBackground: token('line-strong'),
    scrollbarSliderHoverBackground: token('pending'),
    scrollbarSliderActiveBackground: token('pending'),
  }
  for (const name of ansi) {
    theme[name] = token(`ansi-${name}`)
    theme[`bright${capital(name)}`] = token(`ansi-bright-${name}`)
  }
  probe.remove()
  return theme
}

/** Font family and size (px) of the terminal, from the tokens. */
export function terminalFont(): { fontFamily: string; fontSize: number } {
  const probe = document.createElement('span')
  probe.style.font = 'var(--t-sm) var(--mono)'
  document.body.append(probe)
  const { fontFamily, fontSize } = getComputedStyle(probe)
  probe.remove()
  return { fontFamily, fontSize: parseFloat(fontSize) }
}
