import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface MenuProps {
  label: ComponentChildren
  /** Class of the summary that opens it. */
  button?: string
  /** Opens upwards. */
  up?: boolean
  testId?: string
  disabled?: boolean
  /** Said of the button where its label has no room for words. */
  title?: string
  /** Told when it opens. */
  onOpen?: () => void
  /** Told when it closes, by whatever means. */
  onClose?: () => void
  children: ComponentChildren
}

/** A button with a sheet below (or above) it. Closes on Escape, on a click outside and when focus leaves. Arrow keys move between items. */
export function Menu({
  label,
  button = 'btn plain',
  up,
  testId,
  disabled,
  title,
  onOpen,
  onClose,
  children,
}: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const outside = (event: Event) => {
      const menu = details.current
      if (menu?.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false
    }
    // Also where what had the keyboard in the sheet is gone.
    const escape = ({ key }: KeyboardEvent) => {
      const menu = details.current
      if (key === 'Escape' && menu?.open && document.activeElement === document.body) closeMenu(menu)
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    document.addEventListener('keydown', escape)
    return () => {
      document.removeEventListener('keydown', escape)
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
    }
  }, [])
  const keys = (event: KeyboardEvent) => {
    const menu = details.current
    if (!menu?.open) return
    if (event.key === 'Escape') {
      closeMenu(menu)
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const items = [...menu.querySelectorAll<HTMLElement>('.sheet :is(a, button:not([disabled]))')]
      const at = items.indexOf(document.activeElement as HTMLElement)
      const step = event.key === 'ArrowDown' ? 1 : -1
      items.at(at < 0 ? (step > 0 ? 0 : -1) : (at + step + items.length) % items.length)?.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <details
      ref={details}
      class={`menu${up ? ' up' : ''}`}
      onKeyDown={keys}
      onToggle={(event) => (event.currentTarget.open ? onOpen?.() : onClose?.())}
    >
      <summary
        class={button}
        data-testid={testId}
        aria-disabled={disabled}
        title={title}
        onClick={(event) => disabled && event.preventDefault()}
      >
        {label}
      </summary>
      <div class="sheet">{children}</div>
    </details>
  )
}

/** Closes the menu around an element and gives focus back to its button. */
export function closeMenu(inside: Element): void {
  const menu = inside.closest('details.menu')
  if (!(menu instanceof HTMLDetailsElement)) return
  menu.open = false
  menu.querySelector('summary')?.focus()
}
