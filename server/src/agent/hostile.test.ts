import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { frame, numbers } from './frames'
import { frameBytes } from './protocol'
import { type Line, clientOf, honest, seeded } from './testing'

/** What a learner's root can have a node's agent say: each case follows from its seed, which a failure names. */

const cases = 1000
const mebibyte = 2 ** 20
/** Bytes that one connection may say at most before it must be closed, where it never says anything right. */
const tooMuch = 4 * mebibyte

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] }),
)
afterEach(() => void vi.useRealTimers())

type Random = ReturnType<typeof seeded>
const pick = <T>(random: Random, all: readonly T[]) => all[random.below(all.length)] as T
const kinds = ['o', 'e', 'x', 'w', 'n', 'r', 'd', 'j', '\0', 'é'] as const

/** A head that announces more, or less, than follows. */
function head(kind: string, length: number): Buffer {
  const bytes = Buffer.alloc(frameBytes.head)
  bytes.write(kind, 'latin1')
  bytes.writeUInt32BE(length, 1)
  return bytes
}

/** Ways to answer. Each gets what was asked, and says what it likes. */
const ways: Record<string, (line: Line, random: Random, asked: string, payload: Buffer) => void> = {
  short: (line, random) => line.say(frame(pick(random, kinds), random.bytes(random.below(10)))),
  huge: (line, random) => {
    line.say(head(pick(random, kinds), 2 ** 32 - 1 - random.below(2 ** 31)))
    const chunk = Buffer.alloc(65_536)
    for (let said = 0; said < 2 * tooMuch && line.listened; said += chunk.length) line.say(chunk)
  },
  'wrong kind': (line, random) =>
    line.say(frame(String.fromCharCode(random.below(256)), random.bytes(random.below(40)))),
  'wrong order': (line, random, asked, payload) => {
    for (let left = random.below(6); left >= 0; left--)
      line.say(frame(pick(random, kinds), payload.subarray(0, 4), random.bytes(pick(random, [0, 1, 4, 5]))))
    honest(line, asked, payload)
  },
  'unknown jobs': (line, random) => {
    for (let left = 20; left > 0; left--)
      line.say(frame(pick(random, ['o', 'e', 'x']), random.bytes(4), numbers(0), '\0'))
  },
  'every number': (line) => {
    for (let job = 0; job < 50; job++) line.say(frame('x', numbers(job, 0), '\0'))
  },
  endless: (line, random, _asked, payload) => {
    const kind = pick(random, ['o', 'e', 'w', 'd', 'r', 'n'])
    const body = kind === 'n' ? '\0' : Buffer.concat([payload.subarray(0, 4), Buffer.alloc(10_000, 'x')])
    for (let said = 0; said < 2 * tooMuch && line.listened; said += 10_000) line.say(frame(kind, body))
  },
  'empty without end': (line, random) => {
    const kind = pick(random, kinds)
    for (let left = 2000; left > 0 && line.listened; left--) line.say(frame(kind, ''))
  },
  'split at every byte': (line, random, asked, payload) => {
    const said: Buffer[] = []
    const copy = { say: (...frames: Buffer[]) => said.push(...frames) } as unknown as Line
    if (random.below(2)) honest(copy, asked, payload)
    else said.push(frame(pick(random, kinds), random.bytes(random.below(30))))
    for (const byte of Buffer.concat(said)) line.say(Buffer.from([byte]))
  },
  slow: (line, random, asked, payload) => {
    if (random.below(3)) return
    setTimeout(() => honest(line, asked, payload), random.below(200_000))
  },
  noise: (line, random) => line.say(random.bytes(random.below(300))),
  gone: (line, random) => {
    line.say(frame('o', random.bytes(random.below(8))))
    if (random.below(2)) line.destroy(new Error('reset'))
    else line.push(null)
  },
}

/** Answers honestly for a while, then in one way. */
function hostile(random: Random, way: string): (line: Line, kind: string, payload: Buffer) => void {
  let good = random.below(4)
  return (line, kind, payload) => {
    if (good-- > 0) honest(line, kind, payload)
    else ways[way]?.(line, random, kind, payload)
  }
}

const settled = (promise: Promise<unknown>) => {
  const seen = { over: false }
  promise.then(
    () => (seen.over = true),
    () => (seen.over = true),
  )
  return seen
}

test(`an agent may answer anything: ${cases} cases`, { timeout: 300_000 }, async () => {
  const names = Object.keys(ways)
  for (let seed = 1; seed <= cases; seed++) {
    const random = seeded(seed)
    const way = pick(random, names)
    const about = `seed ${seed}, ${way}`
    const lines: Line[] = []
    const node = clientOf(hostile(random, way), lines)
    const other = clientOf(honest)
    let drawn = 0
    const seen = { opened: 0, closed: 0 }
    const shell = () =>
      node.shell('1', 80, 24, {
        opened: () => void seen.opened++,
        replay: (data) => void (drawn += data.length),
        data: (data) => void (drawn += data.length),
        exit: () => undefined,
        closed: () => void seen.closed++,
      })
    try {
      const asked = [node.connect(), node.job('true'), node.listShells(), node.job('false', { timeout: 500 })].map(
        settled,
      )
      const stream = node.stream('yes', () => undefined)
      asked.push(settled(stream.ended), settled(shell()))
      await vi.advanceTimersByTimeAsync(10)
      stream.end()
      asked.push(settled(shell()), settled(node.job('again')))
      // The longest that anything may take: a boot, with what is granted after it.
      await vi.advanceTimersByTimeAsync(150_000)
      expect(lines.find(({ thrown }) => thrown)?.thrown, `${about}: thrown`).toBeUndefined()
      expect(
        asked.map(({ over }) => over),
        `${about}: everything asked was answered`,
      ).not.toContain(false)
      for (const line of lines) expect(line.taken, `${about}: bytes listened to`).toBeLessThan(tooMuch + mebibyte)
      // Before: one connection every two seconds.
      expect(lines.length, `${about}: connections`).toBeLessThan(40)
      expect(seen.opened, `${about}: shells opened`).toBeLessThanOrEqual(2)
      await expect(other.job('hello'), about).resolves.toMatchObject({ stdout: 'hello', status: 0 })
    } catch (error) {
      throw new Error(`${about}: ${String(error)}`, { cause: error })
    } finally {
      node.dispose()
      other.dispose()
    }
  }
})
