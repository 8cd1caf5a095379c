import { Unicode11Addon } from '@xterm/addon-unicode11'
import { Pace } from './pace'
import { type Passed, type Size, csi, dcs, esc, osc, stringLimitBytes } from './sequences'

/** Output for terminals. `work`: cells that drawing it touches, about. */
export interface Piece {
  bytes: Buffer
  work: number
}

/** Work of one piece: a few milliseconds for a terminal. */
export const pieceWork = 200_000
/** Bytes of an ESC or CSI sequence; longer ones mean nothing. */
const sequenceLimitBytes = 192
/** Marks that one character may carry: no script needs more. */
const mostMarks = 8
/** Plain characters that are counted at once. */
const runBytes = 1024

const [bel, lineFeed, tab, can, sub, escape, del] = [0x07, 0x0a, 0x09, 0x18, 0x1a, 0x1b, 0x7f]

/** How wide the terminals' own table has a character. */
let widthOf: (code: number) => number = () => 1
new Unicode11Addon().activate({
  unicode: { register: (table: { wcwidth(code: number): number }) => (widthOf = (code) => table.wcwidth(code)) },
} as never)

const none = Buffer.alloc(0)

type State = 'ground' | 'escape' | 'csi' | 'osc' | 'dcs' | 'string'

/**
 * Stands before every terminal that shows what a node prints, the server's and the browsers'. What it lets through is whole
 * characters and whole sequences that cost a terminal a bounded time and keep a bounded memory: counts are cut to what a screen can use,
 * endless sequences and those that no terminal of ours knows are left out. Everything else passes unchanged.
 */
export class Filter {
  private state: State = 'ground'
  /** What has come of a sequence, without its introducer. */
  private readonly held = Buffer.alloc(stringLimitBytes)
  private heldBytes = 0
  private tooLong = false
  /** A string was ended by ESC: a `\` right after it belongs to that. */
  private afterString = false
  /** Bytes of a character whose rest has not come. */
  private partial: Buffer = none
  private marks = 0
  private inserting = false
  private readonly questions = new Pace(32, 32)
  // Of the chunk in work.
  private chunk: Buffer = Buffer.alloc(0)
  private at = 0
  /** From here on nothing was taken over yet. */
  private from = 0
  /** Where the sequence in work begins in this chunk; -1: before it. */
  private begun = -1
  /** The piece in work, as far as it is not simply a part of the chunk. */
  private out: Buffer = none
  private outBytes = 0
  private work = 0
  private pieces: Piece[] = []

  constructor(private readonly size: () => Size) {}

  /** Takes the next bytes; gives what terminals may have of them, in pieces of bounded work. */
  pass(chunk: Buffer): Piece[] {
    this.chunk = chunk
    this.at = this.from = 0
    this.begun = -1
    this.pieces = []
    while (this.at < chunk.length) {
      if (this.state === 'ground') this.ground()
      else this.sequence(chunk[this.at++] ?? 0)
      if (this.work >= pieceWork && this.state === 'ground') this.cut()
    }
    if (this.begun >= 0) this.take(this.begun)
    this.cut()
    this.out = none
    return this.pieces
  }

  /** The stream begins anew: what was begun will not be ended. */
  reset(): void {
    this.state = 'ground'
    this.partial = none
    this.marks = 0
    this.inserting = false
  }

  /** Takes over unchanged what stands before `to`; goes on after `next`. */
  private take(to: number, next = to): void {
    if (to > this.from) this.add(this.chunk, this.from, to)
    this.from = Math.max(this.from, next)
  }

  private add(bytes: Buffer, start = 0, end = bytes.length): void {
    const { out, outBytes } = this
    const needed = outBytes + end - start
    if (needed > out.length) {
      this.out = Buffer.allocUnsafe(needed + this.chunk.length - this.at)
      out.copy(this.out, 0, 0, outBytes)
    }
    // A call out of JavaScript costs more than a few bytes.
    if (end - start > 48) bytes.copy(this.out, outBytes, start, end)
    else for (let at = start; at < end; at++) this.out[outBytes + at - start] = bytes[at] ?? 0
    this.outBytes = needed
  }

  private cut(): void {
    const { outBytes, from, at, work } = this
    if (outBytes === 0 && this.state === 'ground') {
      // Nothing was changed: no copy.
      if (at > from) this.pieces.push({ bytes: this.chunk.subarray(from, at), work })
      this.from = at
    } else {
      if (this.state === 'ground') this.take(at)
      if (this.outBytes > 0) this.pieces.push({ bytes: this.out.subarray(0, this.outBytes), work })
      this.out = this.out.subarray(this.outBytes)
      this.outBytes = 0
    }
    this.work = 0
  }

  private ground(): void {
    if (this.partial.length > 0) return this.character()
    const { chunk } = this
    const start = this.at
    const end = Math.min(chunk.length, start + runBytes)
    let at = start
    while (at < end && (chunk[at] ?? 0) >= 0x20 && (chunk[at] ?? 0) < del) at++
    this.at = at
    if (at > start) {
      this.marks = 0
      this.work += (at - start) * (this.inserting ? 1 + this.size().cols / 4 : 1)
      if (at === end) return
    }
    const byte = chunk[at] ?? 0
    if (byte === escape) {
      const end = simpleEnd(chunk, at)
      if (end > 0) {
        this.at = end
        this.work += 20 + this.size().cols / 10
        return
      }
      this.begun = at
      this.at++
      this.begin('escape')
    } else if (byte < 0x20) {
      this.at++
      this.work += byte === lineFeed ? 20 : byte === tab ? this.size().cols / 5 : 1
    } else if (byte === del) this.drop(1)
    else this.character()
  }

  /** Leaves out the last `bytes` before `at + bytes`. */
  private drop(bytes: number): void {
    this.take(this.at, this.at + bytes)
    this.at += bytes
  }

  /** One character of several bytes: left out where it is none, kept back where its rest is still to come. */
  private character(): void {
    const { chunk, partial } = this
    const lead = partial[0] ?? chunk[this.at] ?? 0
    const length = lengthOf(lead)
    let code = length < 2 ? -1 : lead & (0x7f >> length)
    for (let index = 1; index < partial.length; index++) code = (code << 6) | ((partial[index] ?? 0) & 0x3f)
    let at = partial.length > 0 ? this.at : this.at + 1
    let had = Math.max(partial.length, 1)
    for (; had < length && at < chunk.length && ((chunk[at] ?? 0) & 0xc0) === 0x80; had++)
      code = (code << 6) | ((chunk[at++] ?? 0) & 0x3f)
    const incomplete = had < length && at === chunk.length
    const whole = incomplete || partial.length > 0 ? Buffer.concat([partial, chunk.subarray(this.at, at)]) : none
    this.partial = incomplete ? whole : none
    const good = had === length && isCharacter(code, length) && this.mayMark(code)
    if (!good || partial.length > 0) this.take(this.at, at)
    if (good && partial.length > 0) this.add(whole)
    this.work += this.inserting ? 1 + this.size().cols / 4 : 2
    this.at = at
  }

  /** Whether a character adds no mark to one that has enough. */
  private mayMark(code: number): boolean {
    if (widthOf(code) > 0) {
      this.marks = 0
      return true
    }
    return ++this.marks <= mostMarks
  }

  private begin(state: State): void {
    this.state = state
    this.heldBytes = 0
    this.tooLong = false
  }

  private hold(byte: number, limitBytes: number): void {
    if (this.heldBytes >= limitBytes) this.tooLong = true
    else this.held[this.heldBytes++] = byte
  }

  /** The next byte within a sequence. */
  private sequence(byte: number): void {
    const string = this.state === 'osc' || this.state === 'dcs' || this.state === 'string'
    if (byte === can || byte === sub) return this.end(null)
    if (byte === escape) {
      // The ESC itself begins what comes next.
      this.at--
      if (string) this.endString('\x1b\\')
      else this.end(null)
      this.afterString = string
      this.begun = this.at++
      return this.begin('escape')
    }
    if (string) {
      if (byte === bel && this.state === 'osc') return this.endString('\x07')
      this.work += 1 / 4
      return this.hold(byte, stringLimitBytes)
    }
    if (byte < 0x20) return this.control(byte)
    if (byte === del) return
    if (byte > del) {
      this.at--
      return this.end(null)
    }
    if (this.state === 'escape') this.escaped(byte)
    else if (byte < 0x40) this.hold(byte, sequenceLimitBytes)
    else this.endCsi(String.fromCharCode(byte))
  }

  /** A control character amid a sequence is done at once. */
  private control(byte: number): void {
    if (this.begun >= 0) this.take(this.begun)
    this.begun = -1
    this.from = this.at
    this.add(Buffer.from([byte]))
    this.work += 20
  }

  private escaped(byte: number): void {
    const opens = this.heldBytes === 0 ? strings[String.fromCharCode(byte)] : undefined
    const closesString = this.afterString && byte === 0x5c
    this.afterString = false
    if (opens) return this.begin(opens)
    this.hold(byte, 3)
    if (byte < 0x30) return
    const body = this.held.toString('latin1', 0, this.heldBytes)
    this.end(closesString || this.tooLong ? null : esc(body, this.size()))
    if (body === 'c') this.inserting = false
  }

  private endCsi(final: string): void {
    const body = this.held.toString('latin1', 0, this.heldBytes)
    const passed = this.tooLong ? null : csi(body, final, this.size())
    if (passed?.text && (final === 'h' || final === 'l') && modes(body).includes(4)) this.inserting = final === 'h'
    this.end(passed)
  }

  private endString(end: string): void {
    const said = this.held.toString('utf8', 0, this.heldBytes)
    if (this.tooLong || this.state === 'string') return this.end(null)
    this.end(this.state === 'osc' ? osc(said, end) : dcs(said))
  }

  /** The sequence is over: it is passed on as it came, as it was changed, or not at all. */
  private end(passed: Passed | null): void {
    const { begun } = this
    this.state = 'ground'
    this.begun = -1
    const silent = passed?.text == null || (passed.asks === true && !this.questions.take())
    this.work += passed?.work ?? 1
    const text = silent ? '' : passed.text
    const whole = begun >= 0 ? this.chunk.subarray(begun, this.at) : null
    if (text && whole && whole.equals(Buffer.from(text))) return
    this.take(begun >= 0 ? begun : this.from, this.at)
    if (text) this.add(Buffer.from(text))
  }
}

/** Finals of CSI sequences that loop over nothing, with numbers of at most three digits: colours and places. */
const simpleFinals = new Set([...'ABCDGHKdfmr'].map((final) => final.charCodeAt(0)))

/** Where the CSI sequence that begins at `at` ends, if it is a simple one and whole: most are. 0: it must be looked at. */
function simpleEnd(chunk: Buffer, at: number): number {
  if (chunk[at + 1] !== 0x5b) return 0
  const most = Math.min(chunk.length, at + 40)
  let digits = 0
  for (let index = at + 2; index < most; index++) {
    const byte = chunk[index] ?? 0
    if (byte === 0x3b || byte === 0x3a) digits = 0
    else if (byte < 0x30 || byte > 0x39) return simpleFinals.has(byte) ? index + 1 : 0
    else if (++digits > 3) return 0
  }
  return 0
}

/** Bytes of a character by its first one (RFC 3629); 0: it begins none. */
function lengthOf(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
}

/** Neither a control character (C1), nor half a surrogate pair, nor longer than it need be. */
function isCharacter(code: number, length: number): boolean {
  if (length === 2) return code >= 0xa0
  if (length === 3) return code >= 0x800 && (code < 0xd800 || code > 0xdfff)
  return length === 4 && code >= 0x10000 && code <= 0x10ffff
}

/** The modes that a terminal takes from a sequence: the first 32, whatever comes behind a colon. */
const modes = (body: string) => body.split(';', 32).map((mode) => parseInt(mode, 10))

const strings: Record<string, State | undefined> = {
  '[': 'csi',
  ']': 'osc',
  P: 'dcs',
  X: 'string',
  '^': 'string',
  _: 'string',
}
