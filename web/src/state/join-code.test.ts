import { expect, test } from 'vitest'
import { isWhole, typedCode } from './join-code'

test.each([
  ['k7qf', 'K7QF'],
  ['k7qf2', 'K7QF-2'],
  ['k7qf-2m9t', 'K7QF-2M9T'],
  [' K7 QF / 2m 9T !', 'K7QF-2M9T'],
  ['oOiIlLuU', '0011-11VV'],
  ['K7QF-2M9TXX', 'K7QF-2M9T'],
  ['', ''],
])('%j is read as %j', (typed, text) => {
  expect(typedCode(typed).text).toBe(text)
})

test('the caret stays behind what was typed', () => {
  expect(typedCode('K7QF2', 5)).toEqual({ text: 'K7QF-2', caret: 6 })
  expect(typedCode('K7xQF-2M', 3)).toEqual({ text: 'K7XQ-F2M', caret: 3 })
  expect(typedCode('K7QF-', 5)).toEqual({ text: 'K7QF', caret: 4 })
})

test('a code is whole with eight letters and digits', () => {
  expect(isWhole('K7QF-2M9')).toBe(false)
  expect(isWhole('K7QF-2M9T')).toBe(true)
})
