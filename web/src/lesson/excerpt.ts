/** Lines of a file shown while it is folded. */
const folded = 8

/** The part of a file to show first: all of a short one, else eight lines from just above the first change. From 0, end excluded. */
export function excerptOf(lines: number, changed: number[]): [from: number, to: number] {
  if (lines <= folded + 2) return [0, lines]
  const first = Math.min(...changed, lines)
  const from = first === lines ? 0 : Math.max(0, Math.min(first - 1, lines - folded))
  return [from, from + folded]
}
