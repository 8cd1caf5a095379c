import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type NodeSpec, nodeSchema } from '@contract/lesson'
import type { Engine } from '../engine/engine'
import { label } from '../engine/labels'
import { Capacity } from './capacity'

/** A machine on which sessions come and go; `fails` makes it refuse to answer. */
class Machine {
  readonly runs = new Map<string, NodeSpec>()
  fails: Error | null = null
  looks = 0

  constructor(
    readonly memory: number,
    readonly cpus = 8,
  ) {}

  readonly engine = (): Promise<Engine> =>
    Promise.resolve({
      installation: 'x',
      memory: this.memory,
      limit: this.memory,
      cpus: this.cpus,
      docker: {
        getContainer: () => ({}),
        listContainers: () => {
          this.looks++
          if (this.fails) return Promise.reject(this.fails)
          return Promise.resolve(
            [...this.runs].map(([session, spec], at) => ({
              Id: String(at),
              State: 'running',
              Created: 0,
              Labels: {
                [label.session]: session,
                [label.lab]: 'lab',
                [label.kind]: 'node',
                [label.node]: 'node',
                [label.size]: '1',
                [label.spec]: JSON.stringify(spec),
              },
            })),
          )
        },
      },
    } as unknown as Engine)
}

const node = (memory: number, cores = 0.01) => nodeSchema.parse({ role: 'node', address: '10.0.0.1', memory, cores })

/** Who has come: what they were told, and how it ended. */
class Guest {
  readonly told: string[] = []
  state: 'waits' | 'in' | Error = 'waits'
  private readonly cancel = new AbortController()

  constructor(
    readonly session: string,
    private readonly capacity: Capacity,
    nodes: NodeSpec[],
  ) {
    capacity
      .enter(session, nodes, (place, why) => this.told.push(`${why} ${place}`), this.cancel.signal)
      .then(
        () => (this.state = 'in'),
        (error: Error) => (this.state = error),
      )
  }

  leave(): void {
    this.cancel.abort(new Error('left'))
  }
}

let machine: Machine
let capacity: Capacity
const settle = () => vi.advanceTimersByTimeAsync(0)
const come = async (session: string, memory: number, cores?: number) => {
  const guest = new Guest(session, capacity, [node(memory, cores)])
  await settle()
  return guest
}
/** Starts whoever has been let in, so that turns are not what is waited for. */
const begin = async (...guests: Guest[]) => {
  for (const { session } of guests) capacity.started(session)
  await settle()
}
const use = (on: Machine, wait = true) => {
  machine = on
  capacity = new Capacity(machine.engine, wait)
}

beforeEach(() => {
  vi.useFakeTimers()
  use(new Machine(100))
})
afterEach(() => vi.useRealTimers())

test('who fits is let in at once and told of no place', async () => {
  const a = await come('a', 60)
  expect([a.state, a.told]).toEqual(['in', []])
})

test('the line keeps its order, tells places, and lets the next in when somebody has gone', async () => {
  const [a, b, c, d] = [await come('a', 100), await come('b', 50), await come('c', 50), await come('d', 50)]
  expect([a, b, c, d].map(({ state }) => state)).toEqual(['in', 'waits', 'waits', 'waits'])
  expect([b, c, d].map(({ told }) => told)).toEqual([['room 1'], ['room 2'], ['room 3']])
  await begin(a)
  capacity.free('a')
  await settle()
  expect([b, c, d].map(({ state }) => state)).toEqual(['in', 'in', 'waits'])
  expect(d.told).toEqual(['room 3', 'room 1'])
})

test('who leaves the line gets the signal’s reason, and those behind move up', async () => {
  await begin(await come('a', 100))
  const [b, c, d] = [await come('b', 50), await come('c', 50), await come('d', 50)]
  c.leave()
  await settle()
  expect(c.state).toEqual(new Error('left'))
  expect([b.told, d.told]).toEqual([['room 1'], ['room 3', 'room 2']])
  capacity.free('a')
  await settle()
  expect([b.state, d.state]).toEqual(['in', 'in'])
  expect(capacity.holds('c')).toBe(false)
})

test('who has left before coming never gets in line', async () => {
  const gone = AbortSignal.abort(new Error('gone'))
  await expect(capacity.enter('a', [node(50)], () => undefined, gone)).rejects.toThrow('gone')
  expect(capacity.holds('a')).toBe(false)
})

test('a large lab at the head is not overtaken by a small one that would fit', async () => {
  await begin(await come('a', 60))
  const [large, small] = [await come('large', 90), await come('small', 32)]
  expect([large.state, small.state]).toEqual(['waits', 'waits'])
  capacity.free('a')
  await settle()
  expect([large.state, small.state]).toEqual(['in', 'waits'])
})

test('what is too large for the machine is refused at once, though others wait before it', async () => {
  await begin(await come('a', 100))
  const [b, huge] = [await come('b', 50), await come('huge', 101)]
  expect(huge.state).toMatchObject({ code: 'engine.large', params: { need: 101, room: 100 } })
  expect([b.state, b.told]).toEqual(['waits', ['room 1']])
})

test('cores count too; what needs more of them than there are runs alone', async () => {
  use(new Machine(1000, 2))
  const many = await Promise.all(Array.from({ length: 20 }, (_, at) => come(`s${at}`, 32, 0.1)))
  for (let round = 0; round < 10; round++) await begin(...many)
  expect(many.map(({ state }) => state)).toEqual(many.map(() => 'in'))
  const next = await come('next', 32, 0.1)
  expect(next.told).toEqual(['room 1'])
  next.leave()
  const alone = new Guest('alone', capacity, [node(32, 1), node(32, 1), node(32, 1)])
  for (const { session } of many.slice(1)) capacity.free(session)
  await settle()
  expect(alone.state).toBe('waits')
  capacity.free('s0')
  await settle()
  expect(alone.state).toBe('in')
})

test('starts are spread: eight nodes a core at the same time, and always two labs', async () => {
  use(new Machine(10_000, 2))
  const lab = (session: string, nodes: number) =>
    new Guest(
      session,
      capacity,
      Array.from({ length: nodes }, () => node(32)),
    )
  const all = [6, 6, 4, 1, 20, 20].map((nodes, at) => lab(`s${at}`, nodes))
  const inside = () => all.filter(({ state }) => state === 'in').length
  await settle()
  expect(inside()).toBe(3)
  expect(all.slice(3).map(({ told }) => told)).toEqual([['turn 1'], ['turn 2'], ['turn 3']])
  await begin(...all.slice(0, 1))
  expect(inside()).toBe(4)
  // A start that fails makes way as well.
  capacity.free('s1')
  await begin(...all.slice(2, 3))
  expect(inside()).toBe(5)
  await begin(...all.slice(4, 5))
  expect(inside()).toBe(6)
})

test('an engine that does not answer refuses those in line with its error, and serves those who come later', async () => {
  await begin(await come('a', 100))
  const [b, c] = [await come('b', 50), await come('c', 50)]
  machine.fails = new Error('no engine')
  capacity.free('a')
  await settle()
  for (const { state } of [b, c]) expect(state).toMatchObject({ code: 'engine.refused' })
  machine.fails = null
  expect((await come('d', 50)).state).toBe('in')
})

test('labs of others take room, and their end is noticed', async () => {
  machine.runs.set('other', node(80))
  const a = await come('a', 50)
  expect(a.told).toEqual(['room 1'])
  machine.runs.clear()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(a.state).toBe('in')
})

test('our own labs on the engine are not counted twice, nor after their end', async () => {
  await begin(await come('a', 60))
  machine.runs.set('a', node(60))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await capacity.room()).toMatchObject({ memory: 40 })
  const b = await come('b', 100)
  machine.runs.clear()
  capacity.free('a')
  await settle()
  expect(b.state).toBe('in')
})

test('what ran before the server counts, and makes room when it ends', async () => {
  capacity.hold('before', [node(100)])
  const a = await come('a', 50)
  expect(a.state).toBe('waits')
  capacity.free('before')
  await settle()
  expect(a.state).toBe('in')
})

test('where nobody waits, who does not fit is refused at once', async () => {
  use(new Machine(100), false)
  await come('a', 60)
  expect((await come('b', 50)).state).toMatchObject({ code: 'engine.memory', params: { need: 50, room: 40 } })
  expect((await come('c', 40)).state).toBe('in')
  expect(await capacity.room()).toMatchObject({ memory: 0 })
})

test('a class that comes at once looks at the engine once', async () => {
  use(new Machine(10_000, 50))
  const all = await Promise.all(Array.from({ length: 30 }, (_, at) => come(`s${at}`, 32)))
  await Promise.all(Array.from({ length: 30 }, () => capacity.room()))
  expect(all.every(({ state }) => state === 'in')).toBe(true)
  expect(machine.looks).toBe(1)
})
