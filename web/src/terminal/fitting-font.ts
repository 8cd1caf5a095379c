/** The smallest letters (px) that can still be read, and the step between two sizes. */
const smallest = 8
const step = 0.5

interface Extent {
  width: number
  height: number
}

/** The size of letters at which a screen of fixed columns and rows fits its room: the usual one at most, the smallest readable at least. */
export function fittingFont(usual: number, now: number, screen: Extent, room: Extent): number {
  if (screen.width === 0 || screen.height === 0) return now
  const exact = now * Math.min(room.width / screen.width, room.height / screen.height)
  return Math.min(usual, Math.max(smallest, Math.floor(exact / step) * step))
}
