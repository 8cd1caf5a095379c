import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { RunningLab } from '../../src/labs/running-lab'
import type { Lifecycle } from '../../src/labs/lifecycle'
import type { Shell } from '../../src/terminal/shell'
import { firstStart, openTestEngine, removeEverything } from '../support/engine'
import { openSessions, startLab } from '../support/lab'
import { OtherLearner } from '../support/other-learner'
import { soon } from '../support/soon'
import { Window, openWindow, prompt, type } from '../support/window'

let sessions: Lifecycle
/** Who attacks, with root in the own nodes, and who only wants to work. */
let attacker: RunningLab | undefined
let other: OtherLearner

beforeAll(async () => {
  sessions = await openSessions(await openTestEngine())
  attacker = await startLab(sessions, 'pair')
  other = await OtherLearner.at(await startLab(sessions, 'tiny'))
}, firstStart)
afterAll(removeEverything)

const fresh = (number: number) => attacker?.shell(`client/${number}`) as Shell
const bytes = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '\\x$&')

test('counts without measure, strings without end and noise: the attacker’s own prompt comes back, and others work', async () => {
  const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn'), vi.spyOn(process.stderr, 'write')]
  const shell = fresh(11)
  await openWindow(shell, 500, 300)
  const finals = Array.from({ length: 63 }, (_, index) => String.fromCharCode(0x40 + index))
  const counts = finals.map((final) => `x\x1b[2147483647${final}x\x1b[8000000;8000000${final}`).join('\r')
  const script = [
    `printf '${bytes(counts)}'`,
    `for s in '\\e]0;' '\\e]8;;' '\\ePq' '\\e_' '\\e^' '\\eX'; do printf "$s"; yes '#0!9999999~' | head -c 3000000; printf '\\x18'; done`,
    `printf a; yes $'\\xcc\\x81' | tr -d '\\n' | head -c 2000000`,
    `yes $'\\e[999999L\\e[6n' | head -c 100000`,
    `yes $'\\e]133;A\\a\\e]133;C\\a' | head -c 1000000`,
    `head -c 3000000 /dev/urandom`,
    `printf '\\x18\\ec\\e[?2004h'`,
  ].join('\n')
  await attacker?.node('client').writeFile('/root/evil', script, true)
  let told = 0
  shell.on('change', () => told++)
  const { count } = await other.worksBeside(shell.run('bash /root/evil'))
  expect(count).toBeGreaterThan(1)
  expect(told).toBeLessThan(1000)
  await prompt(shell)
  expect(printed.map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0])
  vi.restoreAllMocks()
})

test('a window that draws nothing holds nobody up: neither its shell nor others', async () => {
  const shell = fresh(12)
  const watching = await openWindow(shell)
  const running = shell.run('seq 500000; echo "the end: $((6 * 7))"')
  const stuck = new Window(shell, false)
  await shell.attach(stuck, 100, 30)
  await other.worksBeside(running)
  expect(watching.received.includes('the end: 42')).toBe(true)
})

test('input to a connection that was stopped is refused, not kept; a paste waits for room', async () => {
  const shell = fresh(13)
  await openWindow(shell)
  // Root in the node stops this end of every connection to it.
  const stop = `for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline 2>/dev/null | grep -q '^lab-agent connect' && kill -STOP "\${p#/proc/}"; done; touch /root/stopped\r`
  shell.input(stop)
  await shell.node.machine?.outside('waiting', 'until [ -e /root/stopped ]; do sleep 0.1; done')
  let [taken, offered, refused] = [0, 0, 0]
  // The engine's own buffers fill little by little: what is typed is refused for good once they are full.
  const typing = async () => {
    for (; offered < 150 * 1024 * 1024 || refused < 50; offered += 65_536) {
      if (shell.input('x'.repeat(65_536))) [taken, refused] = [taken + 65_536, 0]
      else if (offered % (4 * 1024 * 1024) === 0) refused++
      if (offered % (4 * 1024 * 1024) === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  await other.worksBeside(typing())
  expect(taken).toBeLessThan(32 * 1024 * 1024)
  expect(shell['link']?.waiting).toBeLessThan(1024 * 1024)
  let room = false
  void shell.ready().then(() => (room = true))
  await type(other.shell, 'true')
  expect(room).toBe(false)
  expect(shell.full()).toMatchObject({ code: 'shell.full' })
  // Nobody waits for ever: the end of the connection is an answer too.
  shell.dispose()
  await vi.waitFor(() => expect(room).toBe(true), soon)
})
