export type IconName =
  | 'check'
  | 'cross'
  | 'ring'
  | 'arc'
  | 'run'
  | 'copy'
  | 'down'
  | 'left'
  | 'right'
  | 'plus'
  | 'split'
  | 'expand'
  | 'theme'
  | 'help'
  | 'attention'
  | 'search'
  | 'book'
  | 'power'
  | 'unplug'
  | 'fault'
  | 'clock'
  | 'hand'
  | 'eye'
  | 'message'
  | 'pause'
  | 'minus'
  | 'more'

/** An icon in the text's colour; decoration only, the words stand beside it. */
export function Icon({ name, small }: { name: IconName; small?: boolean }) {
  return <i class={`i i-${name} ${small ? 'small' : ''}`} style={{ '--i': `var(--i-${name})` }} aria-hidden="true" />
}
