/** Control characters, and those that turn the direction of what follows or break its line. */
const control = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g

/** What a node says, fit to be shown in one line: cut to so many characters, control characters as a space. */
export function plain(text: string, most: number): string {
  // Cut first: nothing of a node is worked through that is not shown.
  const line = text
    .slice(0, 4 * most)
    .replace(control, ' ')
    .trim()
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}
