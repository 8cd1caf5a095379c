import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EngineView } from '@contract/engine'
import { log } from '../log'
import { type Watched, EngineWatch } from './watch'

/** An engine that is there or not as the test says, and counts who starts it. */
class Fake implements Watched {
  answers = true
  /** Starting it helps. */
  startable = true
  onPurpose = false
  starts = 0
  readonly log = '/state/dockerd.log'
  private ended: (() => void) | null = null

  constructor(readonly start: Watched['start'] = () => this.begin()) {}

  ping(): Promise<void> {
    return this.answers ? Promise.resolve() : Promise.reject(new Error('connect ECONNREFUSED'))
  }

  follow(ended: () => void): Promise<{ close(): void }> {
    this.ended = ended
    return Promise.resolve({ close: () => (this.ended = null) })
  }

  stopped(): boolean {
    return this.onPurpose
  }

  private begin(): Promise<void> {
    this.starts += 1
    if (!this.startable) return Promise.reject(new Error('no space left'))
    this.answers = true
    return Promise.resolve()
  }

  /** It dies: its events end and nobody answers. */
  die(): void {
    this.answers = false
    this.ended?.()
  }
}

let watch: EngineWatch | undefined
let told: EngineView[]
let lost: number
let found: number

/** Watches it, as a server does. */
function watches(
  engine: Watched,
  recover: (switching: (nodes: number) => void) => Promise<void> = async () => undefined,
) {
  const labs = {
    lost: () => void (lost += 1),
    found: (switching: (nodes: number) => void) => {
      found += 1
      return recover(switching)
    },
  }
  watch = new EngineWatch(engine, labs)
  watch.on('change', (view) => told.push(view))
  watch.open()
  return watch
}

const states = () => told.map(({ state }) => state)
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
/** Lets what is under way come to its end, with the clock standing still. */
const settle = () => pass(0)

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(log, 'warn').mockReturnValue()
  vi.spyOn(log, 'error').mockReturnValue()
  told = []
  lost = found = 0
})
afterEach(() => {
  watch?.close()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('one that dies is said to be away before it is started, and labs are taken up when it is back', async () => {
  const engine = new Fake(async () => {
    expect(states()).toEqual(['away'])
    expect(lost).toBe(1)
    engine.answers = true
  })
  const { view } = watches(engine)
  expect(view.state).toBe('here')
  await settle()
  engine.die()
  await settle()
  expect(states()).toEqual(['away', 'back', 'here'])
  expect([lost, found]).toEqual([1, 1])
})

test('it is away to whoever asks at once, and its end and its return are one line each in the log', async () => {
  const engine = new Fake()
  engine.startable = false
  const guarded = watches(engine)
  await settle()
  await expect(guarded.use('engine')).resolves.toBe('engine')
  engine.die()
  await expect(guarded.use('engine')).rejects.toMatchObject({ code: 'engine.gone', cure: expect.any(String) as string })
  await pass(10_000)
  engine.startable = true
  await pass(60_000)
  await expect(guarded.use('engine')).resolves.toBe('engine')
  expect(vi.mocked(log.warn).mock.calls.map(([, words]) => words)).toEqual([
    'the Docker engine is away',
    'the Docker engine is back',
  ])
})

test('one that goes away without a word is noticed by the next look', async () => {
  const engine = new Fake(null)
  watches(engine)
  await settle()
  engine.answers = false
  await pass(1000)
  expect(states()).toEqual(['away'])
  expect(told[0]).toMatchObject({ embedded: false })
  await pass(60_000)
  expect(states()).toEqual(['away'])
  engine.answers = true
  await pass(1000)
  expect(states()).toEqual(['away', 'back', 'here'])
})

test('one that cannot be started is tried again for ever, less and less often, and the page says where the reason is', async () => {
  const engine = new Fake()
  engine.startable = false
  watches(engine)
  await settle()
  engine.die()
  await settle()
  expect(engine.starts).toBe(1)
  await pass(2000)
  expect(engine.starts).toBe(2)
  expect(told.at(-1)?.problem).toBeUndefined()
  await pass(10_000)
  expect(told.at(-1)?.problem).toMatchObject({
    code: 'engine.embedded',
    params: { reason: 'no space left' },
    cure: 'Read /state/dockerd.log',
  })
  const [early] = [engine.starts, await pass(300_000)]
  // Half a minute apart at most, and not less than that once it has failed often.
  expect(engine.starts - early).toBeGreaterThanOrEqual(9)
  expect(engine.starts - early).toBeLessThanOrEqual(12)
  expect(vi.mocked(log.error)).toHaveBeenCalledTimes(1)
})

test('one that comes up and dies each time is not started in a circle', async () => {
  const engine = new Fake()
  watches(engine)
  await settle()
  for (let second = 0; second < 120; second++) {
    if (engine.answers) engine.die()
    await pass(1000)
  }
  expect(engine.starts).toBeLessThan(12)
  expect(told.some(({ problem }) => problem?.cure === 'Read /state/dockerd.log')).toBe(true)
})

test('one that has been steady for a minute is started at once again', async () => {
  const engine = new Fake()
  watches(engine)
  await settle()
  for (let end = 0; end < 5; end++) {
    engine.die()
    await pass(70_000)
    expect(watch?.view.state).toBe('here')
  }
  const { starts } = engine
  engine.die()
  await settle()
  expect(engine.starts).toBe(starts + 1)
})

test('one that was stopped on purpose is left alone, and taken up when somebody starts it', async () => {
  const engine = new Fake()
  const guarded = watches(engine)
  await settle()
  engine.onPurpose = true
  engine.die()
  await pass(60_000)
  expect(states()).toEqual(['away', 'stopped'])
  expect(engine.starts).toBe(0)
  expect(guarded.refusal).toMatchObject({ code: 'engine.stopped' })
  engine.onPurpose = false
  engine.answers = true
  await pass(1000)
  expect(states().slice(2)).toEqual(['back', 'here'])
})

test('a server that ends starts nothing any more', async () => {
  const engine = new Fake()
  const guarded = watches(engine)
  await settle()
  guarded.close()
  engine.die()
  await pass(60_000)
  expect(engine.starts).toBe(0)
  expect(states()).toEqual([])
})

test('an engine that dies in the middle of bringing labs back is waited for, and they are brought back again', async () => {
  const engine = new Fake()
  const ends: (() => void)[] = []
  watches(engine, (switching) => {
    switching(3)
    return new Promise((resolve) => ends.push(resolve))
  })
  await settle()
  engine.die()
  await settle()
  expect(told.at(-1)).toMatchObject({ state: 'back', nodes: 3 })
  engine.die()
  await pass(2000)
  // The first round must end before the second begins.
  expect(ends).toHaveLength(1)
  ends[0]?.()
  await settle()
  expect(ends).toHaveLength(2)
  expect(watch?.view.state).toBe('back')
  ends[1]?.()
  await settle()
  expect(watch?.view.state).toBe('here')
  expect(lost).toBe(2)
})

test('what fails in bringing labs back is said in the log, and the engine counts as there', async () => {
  const engine = new Fake()
  watches(engine, () => Promise.reject(new Error('a lab is odd')))
  await settle()
  engine.die()
  await settle()
  expect(watch?.view.state).toBe('here')
  expect(vi.mocked(log.error)).toHaveBeenCalledTimes(1)
})
