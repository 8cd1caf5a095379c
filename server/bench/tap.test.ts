import { expect, test } from 'vitest'
import { Tap } from './tap'

const tap = () => new Tap(() => undefined)
const feed = (to: Tap, ...chunks: string[]) => chunks.forEach((chunk) => to.feed(Buffer.from(chunk)))

test('a mark is found though it comes in pieces, and not before it is whole', async () => {
  const terminal = tap()
  let found = false
  const until = terminal.until('abc').then(() => (found = true))
  feed(terminal, 'xxa', 'b')
  await Promise.resolve()
  expect(found).toBe(false)
  feed(terminal, 'cx')
  await until
})

test('a mark of one byte is found', async () => {
  const terminal = tap()
  const until = terminal.until('#')
  feed(terminal, 'xx', '#')
  await until
})

test('between two bytes, everything and nothing else is kept', async () => {
  const terminal = tap()
  const between = terminal.between(2, 3)
  feed(terminal, 'before', 'x\x02one', 'two', 'three\x03after')
  expect((await between).data.toString()).toBe('onetwothree')
})

test('begin and end may come in one piece', async () => {
  const terminal = tap()
  const between = terminal.between(2, 3)
  feed(terminal, '\x02\x03')
  expect((await between).data).toHaveLength(0)
})
