import { expect, test } from 'vitest'
import { lastPlayed } from './replay'

const steps = [{ id: 'one' }, { id: 'two' }, { id: 'three' }]
const played = (...of: string[]) => new Map(of.map((step, at) => [`${step}/b${at}`, { step }]))

test('the furthest step of which blocks were played', () => {
  expect(lastPlayed(steps, played())).toBe(-1)
  expect(lastPlayed(steps, played('two', 'one', 'two'))).toBe(1)
  expect(lastPlayed(steps, played('one', 'gone'))).toBe(0)
})
