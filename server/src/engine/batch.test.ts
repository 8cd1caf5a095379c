import { expect, test } from 'vitest'
import { Batch } from './batch'

/** Work that ends when it is told to; `began` holds what each batch was given. */
function held() {
  const began: number[][] = []
  const ends: ((how: number[] | Error) => void)[] = []
  const batch = new Batch<number, number>((items) => {
    began.push(items)
    return new Promise((resolve, reject) => ends.push((how) => (how instanceof Error ? reject(how) : resolve(how))))
  })
  return { began, ends, batch }
}

test('the first is done at once; those who come meanwhile are done together, and each gets its own result', async () => {
  const { began, ends, batch } = held()
  const results = [1, 2, 3].map((item) => batch.ask(item))
  expect(began).toEqual([[1]])
  ends[0]?.([10])
  expect(await results[0]).toBe(10)
  expect(began).toEqual([[1], [2, 3]])
  ends[1]?.([20, 30])
  expect(await Promise.all(results)).toEqual([10, 20, 30])
})

test('a failure is that of its batch alone', async () => {
  const { began, ends, batch } = held()
  const [first, second] = [batch.ask(1), batch.ask(2)]
  ends[0]?.(new Error('broken'))
  await expect(first).rejects.toThrow('broken')
  ends[1]?.([20])
  expect(await second).toBe(20)
  const third = batch.ask(3)
  expect(began).toEqual([[1], [2], [3]])
  ends[2]?.([30])
  expect(await third).toBe(30)
})
