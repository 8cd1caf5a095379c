import { expect, test } from 'vitest'
import { Screen } from './screen'

const none = () => undefined
const marks = { entered: () => undefined, prompt: none, command: none, done: none }

test('a snapshot has what was written before it, and nothing that was written after', async () => {
  const screen = new Screen(40, 5, marks)
  screen.write(Buffer.from('before'))
  const snapshot = screen.snapshot()
  screen.write(Buffer.from('after'))
  expect(await snapshot).toBe('before')
  expect(await screen.snapshot()).toBe('beforeafter')
  screen.dispose()
})
