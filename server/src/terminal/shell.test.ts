import { expect, test, vi } from 'vitest'
import type { ShellScreen } from '@contract/view'
import type { LabNode, ShellEvents } from '../lab-node'
import { Shell } from './shell'

/** A shell whose connection keeps what is written until it is `read`. */
async function opened() {
  let events: ShellEvents | undefined
  const link = {
    waiting: 0,
    written: 0,
    resizes: 0,
    paused: false,
    write: (data: string) => void ((link.waiting += data.length), link.written++),
    resize: () => void link.resizes++,
    hangup: () => undefined,
    pause: () => void (link.paused = true),
    resume: () => void (link.paused = false),
    close: () => undefined,
  }
  const node = {
    name: 'client',
    state: 'ready',
    reachable: true,
    connect: () => Promise.resolve(),
    shell: (_id: string, _cols: number, _rows: number, given: ShellEvents) => {
      events = given
      return Promise.resolve(link)
    },
  }
  const shell = new Shell('lab', node as unknown as LabNode, 1)
  await shell.open()
  const said = events as ShellEvents
  said.opened(true)
  const read = () => {
    link.waiting = 0
    said.drained?.()
  }
  return { shell, link, read, said }
}

test('where nothing is read, input is refused and not kept; more is taken once there is room', async () => {
  const { shell, link, read } = await opened()
  const taken = Array.from({ length: 2400 }, () => shell.input('x'.repeat(65_536))).filter(Boolean)
  expect(taken.length).toBeLessThan(20)
  expect(link.waiting).toBeLessThan(1024 * 1024)
  let room = false
  const ready = shell.ready().then(() => (room = true))
  await Promise.resolve()
  expect([room, shell.full().code]).toEqual([false, 'shell.full'])
  read()
  await ready
  expect(shell.input('x')).toBe(true)
  shell.dispose()
})

test('many small keys that nobody reads are as little kept', async () => {
  const { shell, link } = await opened()
  for (let index = 0; index < 1_000_000; index++) shell.input('x')
  expect(link.written).toBeLessThan(150_000)
  shell.dispose()
})

test('a program that says a million times that it is busy and idle is told a few times', async () => {
  const { shell, said } = await opened()
  const [told, settled] = [vi.fn(), vi.fn()]
  shell.on('change', told)
  shell.on('settled', settled)
  for (let part = 0; part < 20; part++)
    said.data(Buffer.from('\x1b]133;A\x07\x1b]133;C\x07\x1b]133;D;1\x07'.repeat(500)))
  await shell.text()
  expect(told.mock.calls.length + settled.mock.calls.length).toBeLessThan(60)
  shell.dispose()
})

test('a prompt that is drawn is no command that has ended', async () => {
  const { shell, said } = await opened()
  const settled = vi.fn()
  shell.on('settled', settled)
  const [prompt, command] = ['\x1b]133;D;0\x07\x1b]133;A\x07', '\x1b]133;C\x07']
  said.data(Buffer.from(prompt.repeat(3)))
  await shell.text()
  expect(settled).not.toHaveBeenCalled()
  said.data(Buffer.from(command + prompt))
  await vi.waitFor(() => expect(settled).toHaveBeenCalledOnce())
  shell.dispose()
})

test('a prompt that is drawn after its connection has closed is nobody’s prompt', async () => {
  const { shell, said } = await opened()
  said.data(Buffer.from('\x1b[2J\x1b[99L'.repeat(6000)))
  said.data(Buffer.from('\x1b]133;D;0\x07\x1b]133;A\x07'))
  said.closed('the node is off')
  await shell.text()
  expect(shell.view).toMatchObject({ state: 'connecting', idle: false })
  shell.dispose()
}, 60_000)

test('a browser that changes the size without end changes it a few times', async () => {
  const { shell, link } = await opened()
  for (let index = 0; index < 10_000; index++) shell.resize(null, 20 + (index % 400), 300)
  expect(link.resizes).toBeLessThan(30)
  shell.dispose()
})

test('output that is much work makes the node wait, however few bytes it is', async () => {
  const { shell, link, said } = await opened()
  said.data(Buffer.from('\x1b[2J\x1b[99L'.repeat(6000)))
  shell.resize(null, 100, 30)
  await new Promise((resolve) => setImmediate(resolve))
  expect(link.paused).toBe(true)
  await vi.waitFor(() => expect(link.paused).toBe(false), { timeout: 60_000 })
  shell.dispose()
}, 60_000)

test('what a shell has said before comes to its windows, however late it is read', async () => {
  const { shell, said } = await opened()
  const screens: string[] = []
  const window = {
    data: () => undefined,
    screen: ({ screen }: ShellScreen) => void screens.push(screen),
    size: () => undefined,
  }
  const first = await shell.attach(window, 100, 30)
  said.replay(Buffer.from('line 1\r\n'))
  await vi.waitFor(() => expect(screens.at(-1)).toContain('line 1'))
  expect(first.screen).not.toContain('line 1')
  shell.dispose()
})

test('a shell that is closed while it is being opened ends, and one that is only let go does not', async () => {
  const ends = async (close: (shell: Shell) => void) => {
    const link = { hangup: vi.fn(), close: vi.fn() }
    const node = {
      name: 'client',
      state: 'ready',
      connect: () => Promise.resolve(),
      shell: () => Promise.resolve(link),
    }
    const shell = new Shell('lab', node as unknown as LabNode, 1)
    const opening = shell.open()
    close(shell)
    await opening
    return [link.hangup.mock.calls.length, link.close.mock.calls.length]
  }
  expect(await ends((shell) => (shell.hangup(), shell.dispose()))).toEqual([1, 1])
  expect(await ends((shell) => shell.dispose())).toEqual([0, 1])
})
