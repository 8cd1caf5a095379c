import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Engine } from './engine'
import { onHost } from './helper'

/** Helpers on an engine made of promises: each script says its own name; `hang` never ends, `kill` takes the helper with it. */

let ran: string[][]
let removed: number
let engine: Engine

beforeEach(() => {
  vi.useFakeTimers()
  ran = []
  removed = 0
  const createContainer = ({ Cmd }: { Cmd: string[] }) => {
    const scripts = Cmd.slice(4)
    ran.push(scripts)
    const stream = new PassThrough()
    let status = 0
    const over = new Promise<{ StatusCode: number }>((resolve) => {
      stream.on('end', () => resolve({ StatusCode: status }))
    })
    return Promise.resolve({
      attach: () => Promise.resolve(stream),
      start: () => {
        for (const script of scripts) {
          if (script === 'hang') return Promise.resolve()
          if (script === 'kill') {
            status = 137
            break
          }
          stream.write(`0 ${script.length} 0\n${script}`)
        }
        stream.end()
        return Promise.resolve()
      },
      wait: () => over,
      remove: () => Promise.resolve(removed++),
    })
  }
  const modem = { demuxStream: (stream: PassThrough, out: PassThrough) => stream.pipe(out) }
  engine = { docker: { createContainer, modem }, installation: 'x' } as unknown as Engine
})
afterEach(() => void vi.useRealTimers())

/** Asks for scripts at the same time; how each ended is told in order of its end. */
function ask(...scripts: string[]) {
  const told: string[] = []
  const all = scripts.map((script) =>
    onHost(engine, 'image', 'trying', script, { capabilities: [] }).then(
      (stdout) => void told.push(stdout),
      (error: unknown) => void told.push(`${script}: ${(error as { code: string }).code}`),
    ),
  )
  return { told, all: Promise.all(all) }
}

test('a helper that hangs is removed after a minute, and the error says so', async () => {
  const { told, all } = ask('hang')
  await vi.advanceTimersByTimeAsync(59_000)
  expect(told).toEqual([])
  await vi.advanceTimersByTimeAsync(1000)
  await all
  expect(told).toEqual(['hang: engine.helper'])
  expect([ran, removed]).toEqual([[['hang']], 1])
})

test('one script that hangs is nobody else’s', async () => {
  const { told, all } = ask('first', 'before', 'hang', 'after', 'last')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(told).toEqual(['first', 'before', 'after', 'last'])
  await vi.advanceTimersByTimeAsync(60_000)
  await all
  expect(told.at(-1)).toBe('hang: engine.helper')
  expect(ran).toEqual([['first'], ['before', 'hang', 'after', 'last'], ['after'], ['last'], ['hang']])
  expect(removed).toBe(ran.length)
})

test('one that takes its helper with it is nobody else’s either, and what has ended is not done again', async () => {
  const { told, all } = ask('first', 'before', 'kill', 'after')
  await all
  expect(told).toEqual(['first', 'before', 'after', 'kill: engine.refused'])
  expect(ran).toEqual([['first'], ['before', 'kill', 'after'], ['after'], ['kill']])
})
