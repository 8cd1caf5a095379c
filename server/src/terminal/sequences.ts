/** What terminals are given of the sequences that a program prints, and about how much work each is. */

export interface Size {
  cols: number
  rows: number
}

/** What is passed on of a sequence; null: nothing. `work`: cells that it touches, about. */
export interface Passed {
  text: string | null
  work: number
  /** Terminals answer it, as if somebody typed. */
  asks?: boolean
}

const nothing: Passed = { text: null, work: 1 }
/** The work of a sequence that touches one cell or none. */
const little = 20
/** No mode, colour or place is larger. */
const largest = 9999

/** Finals whose first number says how often. */
const counts = new Set('@ABCDEFILMPSTXZabe')
const overLines = new Set('LMST')
const alternateScreens = [3, 47, 1047, 1049]

/** CSI: `body` is what stands between `ESC [` and the final. Counts are cut to what a screen can use. */
export function csi(body: string, final: string, { cols, rows }: Size): Passed {
  const [, prefix, said, between] = /^([<=>?]?)([\d;:]*)([ -/]{0,2})$/.exec(body) ?? []
  if (prefix === undefined || said === undefined || between === undefined) return nothing
  const counted = prefix === '' && (counts.has(final) || between === "'")
  const most = counted ? (overLines.has(final) && between === '' ? rows : cols + rows) : largest
  const limit = final === 'b' ? cols : most
  const clamped = said.replace(/\d{2,}/g, (digits) => String(Math.min(Number(digits), limit)))
  const numbers = clamped.split(/[;:]/).map(Number)
  return {
    text: `\x1b[${prefix}${clamped}${between}${final}`,
    work: csiWork(prefix, numbers, between, final, { cols, rows }),
    asks: 'cn'.includes(final) || (final === 'p' && between.includes('$')) || (final === 't' && prefix === ''),
  }
}

function csiWork(prefix: string, numbers: number[], between: string, final: string, { cols, rows }: Size): number {
  const count = numbers[0] || 1
  const all = (cols * rows) / 2
  if (between !== '') return between === ' ' || between === "'" ? all : little
  if (prefix === '?' && 'hl'.includes(final))
    return numbers.some((mode) => alternateScreens.includes(mode)) ? 2 * all : little
  if (final === 'J') return all
  if (prefix !== '') return final === 'K' ? cols : little
  if (overLines.has(final)) return count * (cols + 2 * rows)
  if (final === 'b') return 20 * count
  if ('@PXKIZ'.includes(final)) return 2 * cols
  return little
}

/** ESC and what follows it: intermediates and a final. */
export function esc(body: string, { cols, rows }: Size): Passed {
  const work = body === 'c' ? 2 * cols * rows : body === '#8' ? cols * rows : body === 'M' ? cols + rows : little
  return { text: `\x1b${body}`, work }
}

/** Bytes of a string sequence (OSC, DCS) above which nothing of it is passed on. */
export const stringLimitBytes = 2048

/** OSC numbers that screens use: titles, colours, the shell's marks. A link's text needs no OSC 8, whose targets are kept for ever. */
const oscNumbers = new Set(['0', '1', '2', '4', '10', '11', '12', '104', '110', '111', '112', '133'])

const controls = /[\0-\x1f\x7f-\x9f]/g

/** OSC: its text, ended by `end` (BEL or ST). */
export function osc(said: string, end: string): Passed {
  const text = said.replace(controls, '')
  const number = /^\d*/.exec(text)?.[0] ?? ''
  if (!oscNumbers.has(number)) return nothing
  return { text: `\x1b]${text}${end}`, work: 2 * little + text.length, asks: number !== '133' && text.includes('?') }
}

/** DCS: terminals answer questions about their settings (DECRQSS), and know no other. */
export function dcs(said: string): Passed {
  return /^\$q[ -~]{1,4}$/.test(said) ? { text: `\x1bP${said}\x1b\\`, work: little, asks: true } : nothing
}
