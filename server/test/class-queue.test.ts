import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { ClassView } from '@contract/classroom'
import { fixtureLabs } from '../src/content/testing'
import { join, makeClass } from './support/class'
import type { Server } from './support/class'
import { firstStart, leftovers, openTestEngine } from './support/engine'
import { Page, cookieOf } from './support/page'
import { Installation } from './support/process'

/** A class on a machine that has room for one of its labs (192 MiB) at a time. */

let installation: Installation
let server: Server
let instructor: Page
let course: ClassView
const pages: Page[] = []
const until = (look: () => unknown) => vi.waitFor(look, { timeout: 60_000, interval: 50 })

async function sit(name: string): Promise<Page & { id: string }> {
  const { cookie, id } = await join(server, course, name)
  const page = Object.assign(await Page.with(server.url, cookie), { id })
  pages.push(page)
  await page.follow('tiny')
  return page
}

beforeAll(async () => {
  installation = new Installation(await openTestEngine(), fixtureLabs)
  await installation.command(['list'])
  server = await installation.serve(['--class', '--memory', '300'])
  instructor = await Page.with(server.url, await cookieOf(server.link))
  course = await makeClass(instructor)
}, firstStart)
afterEach(() => pages.splice(0).forEach((page) => page.close()))
afterAll(async () => {
  instructor.close()
  await installation.remove()
})

test('one lab runs, two wait in line with their places, move up and start in order; who stops is out of the line', async () => {
  const roster = instructor.hear('roster')
  await instructor.get('class.follow', { class: course.id })
  const row = (page: { id: string }) => roster.last?.learners.find(({ id }) => id === page.id)
  const waiting = (page: Page) => page.session?.progress

  const first = await sit('First')
  await first.get('lab.start', { lab: 'tiny' })
  await until(() => expect(first.session?.phase).toBe('running'))
  const [second, third] = [await sit('Second'), await sit('Third')]
  await second.get('lab.start', { lab: 'tiny' })
  await until(() => expect(waiting(second)).toMatchObject({ code: 'queue.room', detail: '1' }))
  await third.get('lab.start', { lab: 'tiny' })
  await until(() => expect(waiting(third)).toMatchObject({ code: 'queue.room', detail: '2' }))
  await until(() => expect(row(third)).toMatchObject({ phase: 'queued', place: 2 }))

  await first.get('lab.stop', { lab: 'tiny' })
  await until(() => expect(waiting(third)).toMatchObject({ code: 'queue.room', detail: '1' }))
  await until(() => expect(second.session?.phase).toBe('running'))
  expect(third.session?.phase).toBe('starting')
  await until(() => expect(row(third)).toMatchObject({ phase: 'queued', place: 1 }))

  await third.get('lab.stop', { lab: 'tiny' })
  expect(third.session).toBeNull()
  await until(() => expect(row(third)).toMatchObject({ phase: 'none' }))
  await second.get('lab.stop', { lab: 'tiny' })
  expect(await leftovers(installation.engine)).toEqual([])
  // The place that was left is not kept for anybody.
  await third.get('lab.start', { lab: 'tiny' })
  await until(() => expect(third.session?.phase).toBe('running'))
  await third.get('lab.stop', { lab: 'tiny' })
})

test.each([
  ['--memory', ['--memory', 'much'], {}],
  ['LVS_LAB_MEMORY', [], { LVS_LAB_MEMORY: '12.5' }],
])('%s is a number of MiB', async (name, options, env: Record<string, string>) => {
  const said = await installation.command(['serve', '--print-config', ...options], env)
  expect(said).toMatchObject({ status: 2, stdout: '' })
  expect(said.stderr).toContain(`${name} is `)
  const good = await installation.command(['serve', '--print-config'], { LVS_LAB_MEMORY: '4096' })
  expect(JSON.parse(good.stdout)).toMatchObject({ memory: 4096 })
})
