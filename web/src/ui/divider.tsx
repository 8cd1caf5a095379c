import type { Signal } from '@preact/signals'

interface DividerProps {
  /** Size in px of what lies before the divider (or behind it, when `reverse`); 0 is the design's own. */
  size: Signal<number>
  least: number
  most: () => number
  label: string
  reverse?: boolean
}

/** A vertical divider: dragged, moved by arrow keys, put back by a double click. */
export function Divider({ size, least, most, label, reverse }: DividerProps) {
  const clamp = (value: number) => Math.round(Math.min(Math.max(value, least), Math.max(least, most())))
  const sibling = (divider: HTMLElement) => (reverse ? divider.nextElementSibling : divider.previousElementSibling)
  const now = (divider: HTMLElement) => sibling(divider)?.getBoundingClientRect().width ?? least
  const drag = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const divider = event.currentTarget
    const from = event.clientX
    const before = now(divider)
    const move = ({ clientX }: PointerEvent) => (size.value = clamp(before + (clientX - from) * (reverse ? -1 : 1)))
    divider.setPointerCapture(event.pointerId)
    divider.addEventListener('pointermove', move)
    divider.addEventListener('lostpointercapture', () => divider.removeEventListener('pointermove', move), { once: true })
    event.preventDefault()
  }
  const keys = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const way = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (way === 0) return
    size.value = clamp(now(event.currentTarget) + way * 16 * (reverse ? -1 : 1))
    event.preventDefault()
  }
  return (
    <div
      class="divider"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={size.value || undefined}
      aria-valuemin={least}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={keys}
      onDblClick={() => (size.value = 0)}
    />
  )
}
