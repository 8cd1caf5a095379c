import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { engineEnvironment } from './embedded'
import { embeddedPid, embeddedSocket, engineFolder, pidFile } from './place'

/** Which process counts as the embedded engine. */

let state: string
const children: ChildProcess[] = []

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'lvs-lab-place-'))
  mkdirSync(engineFolder(state), { recursive: true })
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(state, { recursive: true })
})

/** Starts a program that waits, by this name and with these arguments, and has the pid file name it. */
async function pretend(name: string, argument: string, before: string[] = []): Promise<number> {
  const waits = `echo $$; exec -a ${name} sh -c 'read line' sh ${argument}`
  const [program = 'bash', ...words] = [...before, 'bash', '-c', waits]
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  await new Promise((resolve) => child.stdout.once('data', resolve))
  let pid = child.pid ?? 0
  if (before.length > 0) pid = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'))
  await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('read line'))
  writeFileSync(pidFile(state), String(pid))
  return pid
}

test('a dockerd that serves our socket is ours', async () => {
  const pid = await pretend('/usr/sbin/dockerd', `unix://${embeddedSocket(state)}`)
  expect(embeddedPid(state)).toBe(pid)
})

test('another program is not, though it names our socket; nor is a dockerd with another socket', async () => {
  await pretend('less', `unix://${embeddedSocket(state)}`)
  expect(embeddedPid(state)).toBeNull()
  await pretend('dockerd', `unix://${embeddedSocket(state)}.other`)
  expect(embeddedPid(state)).toBeNull()
})

test('what calls itself so in a container is not', async () => {
  await pretend('dockerd', `unix://${embeddedSocket(state)}`, [
    'unshare',
    ...(process.getuid?.() === 0 ? [] : ['--user']),
    '--pid',
    '--fork',
    '--kill-child',
  ])
  expect(embeddedPid(state)).toBeNull()
})

test('the engine is told no secrets', () => {
  const given = engineEnvironment({
    LVS_LAB_DATABASE_URL: 'postgres://user:secret@host/name',
    PGPASSWORD: 'secret',
    HTTPS_PROXY: 'http://proxy',
    PATH: '/bin',
  })
  expect(given).toEqual({ HTTPS_PROXY: 'http://proxy', PATH: '/bin:/usr/sbin:/sbin' })
})
