import { expect, test, vi } from 'vitest'
import type { CheckSpec, MistakeSpec } from '@contract/lesson'
import type { Nodes } from './run'
import { untilCaught } from './until'

const both = (text: string) => ({ en: text, zh: text })
const check = {
  id: 'served',
  node: 'rs1',
  run: 'look',
  timeout: 5,
  hint: both('It does not answer.'),
  hints: [{ id: 'stopped', when: 'stopped', text: both('It is stopped.') }],
} as unknown as CheckSpec

/** A node on which each check takes this long (ms), and the hint fits from the given run on. */
function slowNode(takesMs: number, fitsFrom: number): Nodes {
  let runs = 0
  const job = async (script: string) => {
    await vi.advanceTimersByTimeAsync(takesMs)
    const hint = script.includes('eval')
    if (!hint) runs++
    return { status: hint ? 0 : 1, stdout: hint && runs >= fitsFrom ? 'stopped' : '', stderr: '', timedOut: false }
  }
  return new Map([['rs1', { name: 'rs1', state: 'ready', job }]]) as unknown as Nodes
}

/** Plays it with a clock of the test's own. */
async function caught(nodes: Nodes, within: number): Promise<string | null> {
  vi.useFakeTimers()
  try {
    const result = untilCaught(nodes, check, { check: 'served', hint: 'stopped', within } as unknown as MistakeSpec)
    let done = false
    void result.finally(() => (done = true))
    while (!done) await vi.advanceTimersByTimeAsync(100)
    return await result
  } finally {
    vi.useRealTimers()
  }
}

test('a hint that fits at the third look is found, also where each look takes longer than all may', async () => {
  expect(await caught(slowNode(20_000, 3), 5)).toBeNull()
})

test('a hint that never fits is named, after a while', async () => {
  const why = await caught(slowNode(100, Infinity), 5)
  expect(why).toBe("served fails, but shows the hint 'general' and not 'stopped'")
})
