import headless from '@xterm/headless'
import { expect, test } from 'vitest'
import { Filter, pieceWork } from './filter'

const size = { cols: 80, rows: 24 }
const passed = (...chunks: (string | Buffer)[]) => {
  const filter = new Filter(() => size)
  return Buffer.concat(chunks.flatMap((chunk) => filter.pass(Buffer.from(chunk))).map(({ bytes }) => bytes)).toString()
}
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index))

test.each([
  'plain text\r\n\ttabs\b \x07',
  '漢字 é 🐧 e\u0301 \ufffd',
  '\x1b[0;1;38;2;250;128;0;48:5:17mcolour\x1b[m',
  '\x1b[24;80H\x1b[2J\x1b[3J\x1b[K\x1b[?2004h\x1b[?1049h\x1b[5 q\x1b[!p\x1b[12;20r\x1b[10L\x1b[80@x\x1b[79b',
  '\x1b7\x1b8\x1b(0\x1b)B\x1b=\x1b>\x1bM\x1b#8',
  '\x1b]0;title — 標題\x07\x1b]133;D;0\x07\x1b]133;A\x07\x1b]11;?\x1b\\',
  '\x1bP$qm\x1b\\',
])('what programs print passes unchanged, whole or byte by byte: %j', (text) => {
  expect(passed(text)).toBe(text)
  expect(passed(...[...Buffer.from(text)].map((byte) => Buffer.from([byte])))).toBe(text)
})

test.each(['8000000', '2147483647', '9'.repeat(100)])(
  'no final is given a count of %s, whatever stands around it',
  (count) => {
    for (const final of range(0x40, 0x7e))
      for (const prefix of ['', '?', '>', '=', '<'])
        for (const between of ['', ' ', '!', '"', '$', "'", '*', '#'])
          for (const said of [count, `${count};1`, `1;${count}`, `0:${count}`]) {
            const got = passed(`\x1b[${prefix}${said}${between}${final}`)
            for (const number of got.match(/\d+/g) ?? []) expect(Number(number), got).toBeLessThanOrEqual(9999)
            if (prefix === '' && between === '' && '@ABCDEFILMPSTXZabe'.includes(final))
              for (const number of got.match(/\d+/g) ?? []) expect(Number(number), got).toBeLessThanOrEqual(80 + 24)
          }
  },
)

const endless = 'x'.repeat(100_000)
test.each([
  ...range(0x50, 0x5f)
    .filter((final) => 'PX]^_'.includes(final))
    .map((final) => `\x1b${final}${endless}`),
  ...[0, 2, 4, 8, 52, 104, 133, 1337, 99_999_999_999].map((number) => `\x1b]${number};${endless}`),
  ...range(0x40, 0x7e).map((final) => `\x1bP1;2${final}${endless}`),
  `\x1bPq"1;1;99999999;99999999#0!99999999~${endless}`,
  `\x1b[${'1;'.repeat(50_000)}`,
  `\x1b[${' '.repeat(50_000)}`,
  `\x1b${' '.repeat(50_000)}`,
])('of an endless sequence nothing passes, ended or not', (text) => {
  const filter = new Filter(() => size)
  const given = (bytes: string) => Buffer.concat(filter.pass(Buffer.from(bytes)).map((each) => each.bytes)).toString()
  expect(given(text)).toBe('')
  expect(given('\x18after')).toBe('after')
  expect(given(`${text}\x07\x1b\\m`).length).toBeLessThan(5)
})

test('what ends one sequence may begin the next', () => {
  expect(passed('\x1b]0;a\x1b[31mred')).toBe('\x1b]0;a\x1b\\\x1b[31mred')
  expect(passed('\x1b[3\x1b[4mx')).toBe('\x1b[4mx')
  expect(passed('\x1b[3\nmx')).toBe('\n\x1b[3mx')
  expect(passed('\x1b]8;;http://a/\x07link\x1b]8;;\x07')).toBe('link')
})

test('a character carries a few marks, not thousands; what is no character is left out', () => {
  expect([...passed(`a${'\u0301'.repeat(5000)}b`)]).toHaveLength(10)
  expect([...passed(`a${'\u0301\x1b[<<m\x7f'.repeat(5000)}b`)]).toHaveLength(10)
  const bad = [0x61, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf5, 0xff, 0x9b, 0xc2, 0x9b, 0x33, 0x6d, 0xe2, 0x82, 0x62, 0x7f]
  expect(passed(Buffer.from(bad))).toBe('a3mb')
  expect(passed(...bad.map((byte) => Buffer.from([byte])))).toBe('a3mb')
})

test('terminals are not asked more than they may answer', () => {
  expect(passed('\x1b[6n'.repeat(10_000)).match(/n/g)?.length).toBeLessThan(100)
  expect(passed('\x1b]10;?\x07'.repeat(10_000)).match(/\?/g)?.length).toBeLessThan(100)
})

test.each([
  '\x1b[999999L',
  '\x1b[999999S',
  '\x1b[2J',
  '\x1b[9;9H\x1b[9 @',
  '\x1bc',
  'x\x1b[9999b',
  '\n',
  '\x1b[4hy',
  '\r\t',
])('much work is cut into pieces: %j', (text) => {
  const large = { cols: 500, rows: 144 }
  const pieces = new Filter(() => large).pass(Buffer.from(text.repeat(100_000 / text.length)))
  const most = Math.max(...pieces.map(({ work }) => work))
  expect(most).toBeLessThan(2 * pieceWork)
  expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).length).toBeGreaterThan(10_000)
})

/** Seeded bytes like those of /dev/urandom, with many a sequence begun. */
function noise(seed: number, bytes: number): Buffer {
  let state = seed
  const next = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16
  const starts = ['\x1b[', '\x1b]', '\x1bP', '\x1b', '\u009b', ';', '8', '99999', '\x07', '\x1b\\']
  const parts: Buffer[] = []
  for (let length = 0; length < bytes; length += parts.at(-1)?.length ?? 0)
    parts.push(next() % 3 ? Buffer.from([next() % 256]) : Buffer.from(starts[next() % starts.length] ?? ''))
  return Buffer.concat(parts)
}

test('of noise, terminals get only what their parser knows; cut anywhere, it is the same', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const bytes = noise(seed, 20_000)
    const whole = passed(bytes)
    const cuts = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) =>
      bytes.subarray(index * 7, index * 7 + 7),
    )
    expect(passed(...cuts)).toBe(whole)
    const said: unknown[] = []
    const logger = {
      trace: () => undefined,
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (...words: unknown[]) => said.push(words),
    }
    const terminal = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true, logLevel: 'error', logger })
    await new Promise<void>((resolve) => terminal.write(whole, resolve))
    terminal.dispose()
    expect(said).toEqual([])
  }
})
