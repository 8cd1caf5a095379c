import { expect, test } from 'vitest'
import { UnderWay } from './under-way'

test('who asks without waiting for answers is refused at some point, and nobody else; answered ones make room', async () => {
  const underWay = new UnderWay()
  let answer = () => {}
  const held = new Promise<void>((resolve) => (answer = resolve))
  const asked = Array.from({ length: 200 }, () =>
    underWay
      .run('mallory', () => held)
      .then(
        () => 'answered',
        ({ code }: { code: string }) => code,
      ),
  )
  expect(await underWay.run('ada', () => Promise.resolve('yes'))).toBe('yes')
  answer()
  const said = await Promise.all(asked)
  expect(said.filter((each) => each === 'request.many').length).toBeGreaterThan(100)
  expect(said.filter((each) => each === 'answered').length).toBeGreaterThan(20)
  await expect(underWay.run('mallory', () => Promise.reject(new Error('its own')))).rejects.toThrow('its own')
  expect(await underWay.run('mallory', () => Promise.resolve('yes'))).toBe('yes')
})
