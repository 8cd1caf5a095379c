import { expect, test } from 'vitest'
import { crowd } from './crowd'

test('several people are connected as long as each has a window', () => {
  for (const person of ['ada', 'ada', 'grace']) crowd.enter(person)
  expect(crowd.many).toBe(true)
  crowd.leave('ada')
  expect(crowd.many).toBe(true)
  crowd.leave('ada')
  expect(crowd.many).toBe(false)
  crowd.leave('grace')
})
