import { expect, test, vi } from 'vitest'
import { Filter } from './filter'
import { Screen, fitting } from './screen'

const none = () => undefined
const marks = { entered: none, prompt: none, command: none, done: none }
const piece = (text: string) => ({ bytes: Buffer.from(text), work: text.length })

test('a snapshot has what was written before it, and nothing that was written after', async () => {
  const screen = new Screen({ cols: 40, rows: 5 }, marks)
  screen.write(piece('before'))
  const snapshot = screen.snapshot()
  screen.write(piece('after'))
  expect(await snapshot).toBe('before')
  expect(await screen.snapshot()).toBe('beforeafter')
  screen.dispose()
})

const finals = Array.from({ length: 0x7e - 0x3f }, (_, index) => String.fromCharCode(0x40 + index))

/** Writes as a shell does; gives how often something else had its turn until everything was drawn. */
async function turnsBeside(text: string, size = { cols: 200, rows: 60 }): Promise<number> {
  const screen = new Screen(size, marks)
  const pieces = new Filter(() => size).pass(Buffer.from(text))
  let [turns, drawn] = [0, 0]
  const turn = () => {
    turns++
    if (drawn < pieces.length) setImmediate(turn)
  }
  setImmediate(turn)
  for (const each of pieces) screen.write(each, () => drawn++)
  await screen.text()
  expect(drawn).toBe(pieces.length)
  screen.dispose()
  return turns
}

test.each([8_000_000, 2 ** 31 - 1])(
  'a count of %d is no more work than a screen has cells, with any final',
  async (count) => {
    const size = { cols: 200, rows: 60 }
    const all = finals.flatMap((final) =>
      ['', '?'].flatMap((prefix) => ['', ' ', "'", '$'].map((between) => `x\x1b[${prefix}${count}${between}${final}`)),
    )
    for (const text of all) {
      const pieces = new Filter(() => size).pass(Buffer.from(text))
      const work = pieces.reduce((sum, piece) => sum + piece.work, 0)
      expect(work, JSON.stringify(text)).toBeLessThanOrEqual(2 * size.cols * size.rows)
    }
    await turnsBeside(all.join('é'), size)
  },
)

test('much work is done in turns with others', async () => {
  for (const text of ['\x1b[99L', '\x1b[2J', '\x1bc', 'x\x1b[999b'])
    expect(await turnsBeside(text.repeat(20_000 / text.length)), text).toBeGreaterThan(5)
}, 60_000)

test('a screen keeps so many cells, whatever size it is asked for', () => {
  expect(fitting({ cols: 500, rows: 300 })).toEqual({ cols: 500, rows: 144 })
  expect(fitting({ cols: 200, rows: 60 })).toEqual({ cols: 200, rows: 60 })
})

test('noise prints nothing on the server’s stderr', async () => {
  const [error, warn, written] = [
    vi.spyOn(console, 'error'),
    vi.spyOn(console, 'warn'),
    vi.spyOn(process.stderr, 'write'),
  ]
  const screen = new Screen({ cols: 80, rows: 24 }, marks)
  // Without the filter: the parser itself must be silent.
  screen.write({
    bytes: Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919 + (index >> 8) * 31) % 256)),
    work: 1,
  })
  screen.write(piece('\x7f\x9b\x1b\x7f\x1b[é'))
  await screen.text()
  screen.dispose()
  expect([error, warn, written].map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0])
  vi.restoreAllMocks()
})

test('a status is a number of three digits; whatever else a program says is none', async () => {
  const said: number[] = []
  const screen = new Screen({ cols: 80, rows: 24 }, { ...marks, done: (status) => said.push(status) })
  for (const text of ['0', '127', '1e999', '-1', '0x10', 'NaN']) screen.write(piece(`\x1b]133;D;${text}\x07`))
  await screen.text()
  expect(said).toEqual([0, 127, 0, 0, 0, 0])
  screen.dispose()
})
