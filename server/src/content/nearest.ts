/** Edit distance (Levenshtein): insertions, deletions and replacements that turn one word into the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The known word that a misspelt one was probably meant to be: the fewest edits, then the same length. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.ceil(word.length / 3) + 1
  for (const candidate of known) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase())
    const far = edits + (candidate.length === word.length ? 0 : 0.5)
    if (far < least) [best, least] = [candidate, far]
  }
  return best
}

/** The cure for an unknown name: the one it was probably meant to be, or all there are. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const names = [...known]
  const close = nearest(word, names)
  if (close !== undefined) return `Did you mean '${close}'?`
  return names.length ? `Use one of: ${names.join(', ')}` : 'Leave it out'
}
