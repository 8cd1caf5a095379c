/** A word at a line of the chart. Places and widths are percent of the chart. */
interface Label {
  id: string
  /** The line, or the right edge of a band. */
  at: number
  /** Left edge, where it stands on a band: a word may stand there too. */
  from: number
  width: number
}

/** `inside`: on the band, where there is nothing beside it. */
type Side = 'right' | 'left' | 'inside'

/** Gives each label a side of its line where nothing is written yet; one without room is left out. Those that come first go first. */
export function placeLabels(labels: Label[]): Map<string, Side> {
  const taken: [number, number][] = []
  const placed = new Map<string, Side>()
  const free = (from: number, to: number) => from >= 0 && to <= 100 && taken.every(([a, b]) => to <= a || from >= b)
  for (const { id, at, from, width } of labels) {
    const sides: [Side, number, number][] = [
      ['right', at, at + width],
      ['left', from - width, from],
      ['inside', from, from + width],
    ]
    const found = sides.find(([, left, right]) => free(left, right))
    if (!found) continue
    placed.set(id, found[0])
    taken.push([found[1], found[2]])
  }
  return placed
}

/** Width of a word in percent of a chart of so many pixels: 6 a letter, 12 a Chinese character, and its margins. */
export const widthOf = (word: string, chart: number): number =>
  (100 * ([...word].reduce((sum, letter) => sum + (letter > '\u2e80' ? 12 : 6), 0) + 12)) / chart
