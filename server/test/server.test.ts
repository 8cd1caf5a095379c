import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { fixtureLabs } from '../src/content/testing'
import { findSessions } from '../src/engine/survey'
import type { Engine } from '../src/engine/engine'
import { firstStart, leftovers, openTestEngine } from './support/engine'
import { Page } from './support/page'
import { Installation } from './support/process'

/** The life of a server process: what it leaves, what it takes over, and how commands beside it get on with it. */

let engine: Engine
let installation: Installation

beforeAll(async () => void (engine = await openTestEngine()), firstStart)
beforeEach(async () => {
  installation = new Installation(engine, fixtureLabs)
  await installation.command(['list']) // builds the program where it is not up to date
})
afterEach(() => installation.remove())

const patience = { timeout: 60_000, interval: 50 }
const phase = (page: Page, phase: string) => vi.waitFor(() => expect(page.session?.phase).toBe(phase), patience)

test('a server that is killed in the middle of a start leaves nothing that clean does not remove', async () => {
  const server = await installation.serve()
  const page = await Page.open(server)
  await page.follow('tiny')
  expect(await page.ask('lab.start', { lab: 'tiny' })).toMatchObject({ ok: true })
  await vi.waitFor(() => expect(page.session?.nodes.some((node) => node.phase === 'creating')).toBe(true), patience)
  server.child.kill('SIGKILL')
  await server.ended
  page.close()
  expect(await leftovers(installation.engine)).not.toEqual([])
  const { status, stdout } = await installation.command(['clean'])
  expect(status).toBe(0)
  expect(stdout).toMatch(/^Removed \d+ containers?, 1 network\.\n$/)
  expect(await leftovers(installation.engine)).toEqual([])
  expect((await installation.command(['clean'])).stdout).toBe('Removed 0 containers, 0 networks.\n')
})

test('a server that ends leaves its lab running, and the next one takes it over', async () => {
  const first = await installation.serve()
  const before = await Page.open(first)
  await before.follow('tiny')
  await before.ask('lab.start', { lab: 'tiny' })
  await phase(before, 'running')
  const written = await before.ask('block.run', { lab: 'tiny', step: '01-first-request', block: 'nothing-like-it' })
  expect(written).toMatchObject({ ok: false, problem: { code: 'block.unknown' } })
  expect(await before.ask('node.fault', { lab: 'tiny', node: 'nobody', act: 'power off' })).toMatchObject({
    ok: false,
    problem: { code: 'node.unknown' },
  })

  const second = await installation.command(['serve', '--port', '0'])
  expect(second).toMatchObject({ status: 0, stdout: expect.stringContaining(first.link) as string })
  expect(second.stdout).toContain('runs already')

  first.child.kill('SIGTERM')
  expect(await first.ended).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('One lab goes on running') as string,
  })
  before.close()
  expect(
    (await findSessions(installation.engine)).map(({ whole, nodes }) => [whole, nodes.every(({ running }) => running)]),
  ).toEqual([[true, true]])

  const next = await installation.serve()
  expect(new URL(next.link).search).toBe(new URL(first.link).search) // open pages and bookmarks go on working
  const after = await Page.open(next)
  const { entry } = await after.follow('tiny')
  expect(entry.session).toMatchObject({ id: before.session?.id, phase: 'running' })

  // The command line takes the lab away under the server, which says so.
  expect((await installation.command(['stop', 'tiny'])).stdout).toMatch(
    /^tiny stopped\. Removed 2 containers, 1 network/,
  )
  await vi.waitFor(() => expect(after.session).toBeNull(), patience)
  expect(await leftovers(installation.engine)).toEqual([])
  after.close()
})

test('without an engine: status 2, what happened and what to do', async () => {
  const dead = 'unix:///nonexistent/docker.sock'
  for (const command of [
    ['serve', '--port', '0'],
    ['start', 'tiny'],
    ['verify', 'tiny'],
  ]) {
    const { status, stdout, stderr } = await installation.command(command, { DOCKER_HOST: dead })
    expect(status).toBe(2)
    expect(stderr).toContain(`No Docker engine answers at DOCKER_HOST=${dead}`)
    expect(stderr).toMatch(/cure: \S/)
    expect(stdout).toBe('')
  }
  expect(() => readFileSync(join(installation.state, 'server.json'))).toThrow()
})
