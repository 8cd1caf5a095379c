/** The smallest letters (px) for the sake of the width, since a line must be seen whole; for that of the height, one can scroll. */
export const smallest = { width: 9, height: 11 }
/** Between two sizes. */
export const step = 0.5

interface Extent {
  width: number
  height: number
}

/** The size of letters at which a screen of fixed columns and rows fits its room, as far as they can still be read: the usual one at most. */
export function fittingFont(usual: number, now: number, screen: Extent, room: Extent): number {
  if (screen.width === 0 || screen.height === 0) return now
  const fitting = (side: keyof Extent) =>
    Math.max(smallest[side], Math.floor((now * room[side]) / screen[side] / step) * step)
  return Math.min(usual, fitting('width'), fitting('height'))
}
