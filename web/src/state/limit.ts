/** Milliseconds before the end of a lab at which the clock turns, and at which a line says it too. */
const soon = 10 * 60_000
const nearly = 2 * 60_000

/** How near the end of a lab is. */
type Nearness = 'far' | 'soon' | 'nearly'

export const nearness = (left: number): Nearness => (left <= nearly ? 'nearly' : left <= soon ? 'soon' : 'far')
