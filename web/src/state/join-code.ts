/** Letters and digits of a join code, and after how many of them its hyphen comes. */
const length = 8
const half = 4

/** Drops what no code holds, and takes a letter that looks like a digit for the digit. */
const readable = (typed: string) =>
  typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/U/g, 'V')

const hyphened = (plain: string) => (plain.length > half ? `${plain.slice(0, half)}-${plain.slice(half)}` : plain)

/** A join code as it stands in the field while it is typed, such as `K7QF-2M`, and where the caret is then. */
export function typedCode(value: string, caret = value.length): { text: string; caret: number } {
  const text = hyphened(readable(value).slice(0, length))
  const before = readable(value.slice(0, caret)).length
  return { text, caret: Math.min(text.length, before > half ? before + 1 : before) }
}

export const isWhole = (text: string) => readable(text).length === length
