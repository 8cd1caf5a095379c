/** What a node says of itself, fit to be shown and kept: one line without control characters, of at most so many characters. */
export function said(text: string, most: number): string {
  const clean = text.slice(0, 4 * most).replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}]+/gu, ' ')
  return [...clean].slice(0, most).join('').trim()
}
