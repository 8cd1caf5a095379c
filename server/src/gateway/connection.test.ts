import { EventEmitter } from 'node:events'
import type { Role } from '@contract/classroom'
import type { Answer } from '@contract/problem'
import { expect, test, vi } from 'vitest'
import { type Handlers, Connection } from './connection'
import type { RequestContext } from './request-context'
import { LabError } from '../errors'

/** One gate for every row: with a classroom of nobody, and handlers that only note what they get. */

const [learner, other] = ['aaaaaaaa', 'bbbbbbbb']

function open(role: Role, { paused = null as number | null, ended = null as number | null } = {}) {
  const person = role === 'learner' ? learner : 'cccccccc'
  const workspaces = new Map<string, { person: string; acts: () => void }>()
  const workspace = (of: string) => {
    const made = workspaces.get(of) ?? {
      person: of,
      acts: vi.fn(),
      listing: {
        admit: (lab: string) => {
          if (lab !== 'tiny') throw new LabError('lab.unknown', { lab, labs: 'tiny' })
        },
      },
    }
    workspaces.set(of, made)
    return made
  }
  const audit = vi.fn()
  const classroom = {
    held: true,
    audit,
    classOf: (of: string) => ([learner, other].includes(of) ? { paused, ended } : null),
    workspaces: { of: (of: string) => Promise.resolve(workspace(of)) },
  }
  const socket = Object.assign(new EventEmitter(), {
    connected: true,
    conn: Object.assign(new EventEmitter(), { transport: new EventEmitter() }),
  })
  const calls: { payload: unknown; context: RequestContext }[] = []
  const handle = (payload: unknown, context: RequestContext) => (calls.push({ payload, context }), 'returned')
  const who = { person, role, name: 'Somebody', class: null, login: 'x', expires: null }
  const connection = new Connection(socket as never, who, classroom as never, Promise.resolve())
  connection.serve(new Proxy({}, { get: () => handle }) as Handlers)
  const ask = (event: string, payload: object) =>
    new Promise<Answer<unknown>>((resolve) => socket.emit(event, payload, resolve))
  const code = async (event: string, payload: object) => {
    const answer = await ask(event, payload)
    return answer.ok ? 'ok' : answer.problem.code
  }
  return { ask, code, calls, audit, workspace, socket, person }
}

test('a handler gets the payload without whose lab it is, and that person’s workspace', async () => {
  const { ask, calls, workspace } = open('instructor')
  await ask('step.solve', { lab: 'tiny', person: other, step: 's' })
  expect(calls).toMatchObject([{ payload: { lab: 'tiny', step: 's' }, context: { isOwner: false } }])
  expect(calls[0]?.payload).not.toHaveProperty('person')
  expect(calls[0]?.context.workspace).toBe(workspace(other))
})

test('a lab is one’s own without a person, and with oneself', async () => {
  const { ask, calls, workspace } = open('learner')
  for (const ref of [{ lab: 'tiny' }, { lab: 'tiny', person: learner }]) await ask('lab.start', ref)
  expect(calls.map(({ context }) => [context.isOwner, context.workspace])).toEqual([
    [true, workspace(learner)],
    [true, workspace(learner)],
  ])
})

test.each([
  ['learner', 'lab.follow', 'access.denied'],
  ['learner', 'step.solve', 'access.denied'],
  ['observer', 'lab.follow', 'ok'],
  ['observer', 'step.solve', 'access.denied'],
  ['instructor', 'step.solve', 'ok'],
  ['instructor', 'lab.start', 'access.denied'],
] as const)('%s asks %s about another’s lab: %s', async (role, event, expected) => {
  const { code, calls } = open(role)
  const step = event === 'step.solve' ? { step: 's' } : {}
  expect(await code(event, { lab: 'tiny', person: other, ...step })).toBe(expected)
  expect(calls).toHaveLength(expected === 'ok' ? 1 : 0)
})

test.each(['tiny@bbbbbbbb', 'none'])('the lab %s is none of theirs', async (lab) => {
  expect(await open('learner').code('lab.start', { lab })).toBe('lab.unknown')
})

test.each(['BBBBBBBB', '', 'bbbbbbbb@tiny', '__proto__', 7])('nobody is named %j', async (person) => {
  expect(await open('instructor').code('lab.follow', { lab: 'tiny', person })).toBe('request.shape')
})

test('what a handler returns is sent only where its row has an answer', async () => {
  const { ask } = open('learner')
  expect(await ask('lab.start', { lab: 'tiny' })).toEqual({ ok: true, value: null })
  expect(await ask('me.watch', {})).toEqual({ ok: true, value: 'returned' })
})

test.each([
  ['lab.start', { lab: 'tiny' }, 'class.paused', 'class.over'],
  ['lab.stop', { lab: 'tiny' }, 'class.paused', 'ok'],
  ['lab.follow', { lab: 'tiny' }, 'ok', 'ok'],
  ['step.enter', { lab: 'tiny', step: 's' }, 'ok', 'ok'],
  ['help.ask', { text: 'Why?' }, 'ok', 'ok'],
])('%s of a learner whose class has a pause, or is over', async (event, payload, inPause, over) => {
  expect(await open('learner', { paused: 1 }).code(event, payload)).toBe(inPause)
  expect(await open('learner', { ended: 1 }).code(event, payload)).toBe(over)
})

test('what an instructor does in a learner’s lab is written down, what anybody does in their own is not', async () => {
  const { ask, audit, person, workspace } = open('instructor')
  await ask('lab.follow', { lab: 'tiny', person: other })
  await ask('step.count', { lab: 'tiny', person, step: 's' })
  expect(audit).not.toHaveBeenCalled()
  expect(workspace(person).acts).toHaveBeenCalledOnce()
  await ask('step.count', { lab: 'tiny', person: other, step: 's' })
  expect(audit.mock.calls).toEqual([[expect.anything(), null, other, 'step.count', { lab: 'tiny', step: 's' }]])
  expect(workspace(other).acts).not.toHaveBeenCalled()
})

test('a window that has gone while it was looked at does nothing', async () => {
  const { code, socket, calls } = open('learner')
  const asked = code('lab.start', { lab: 'tiny' })
  socket.connected = false
  expect(await asked).toBe('access.denied')
  expect(calls).toEqual([])
})
