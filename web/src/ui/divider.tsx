import type { Signal } from '@preact/signals'

interface DividerProps {
  /** Size in px of the side it belongs to; 0 is the design's own. */
  size: Signal<number>
  /** Size in px of that side as it is drawn now. */
  measure: () => number
  least: number
  most: () => number
  label: string
  /** The side it belongs to is the one behind it. */
  reverse?: boolean
}

/** A vertical divider: dragged, moved by arrow keys, put back by a double click. */
export function Divider({ size, measure, least, most, label, reverse }: DividerProps) {
  const way = reverse ? -1 : 1
  const move = (to: number) => (size.value = Math.round(Math.min(Math.max(to, least), Math.max(least, most()))))
  const drag = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const divider = event.currentTarget
    const [from, before] = [event.clientX, measure()]
    const follow = ({ clientX }: PointerEvent) => move(before + (clientX - from) * way)
    divider.setPointerCapture(event.pointerId)
    divider.addEventListener('pointermove', follow)
    divider.addEventListener('lostpointercapture', () => divider.removeEventListener('pointermove', follow), {
      once: true,
    })
    event.preventDefault()
  }
  const keys = (event: KeyboardEvent) => {
    const steps = event.key === 'ArrowLeft' ? -16 : event.key === 'ArrowRight' ? 16 : 0
    if (steps === 0) return
    move(measure() + steps * way)
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
