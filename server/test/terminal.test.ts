import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { BlockState } from '@contract/view'
import { playBlock } from '../src/check/play'
import type { Engine } from '../src/engine/engine'
import { followEvents } from '../src/engine/events'
import type { RunningLab } from '../src/labs/running-lab'
import type { Lifecycle } from '../src/labs/lifecycle'
import type { Shell } from '../src/terminal/shell'
import { firstStart, openTestEngine, removeEverything } from './support/engine'
import { openSessions, run, startLab } from './support/lab'
import { soon } from './support/soon'
import { Window, openWindow, prompt, shows, type } from './support/window'

let engine: Engine
let sessions: Lifecycle
let session: RunningLab
let number = 0

beforeAll(async () => {
  engine = await openTestEngine()
  sessions = await openSessions(engine)
  session = await startLab(sessions, 'pair')
}, firstStart)
afterAll(removeEverything)

/** A shell that no other test uses. */
const fresh = (node: string): Shell => session.shell(`${node}/${++number}`)

describe('size', () => {
  test('a shell has the size of its window from its first moment on', async () => {
    const shell = fresh('client')
    await openWindow(shell, 97, 31)
    expect((await run(session.node('client'), 'cat /root/size-at-login')).stdout).toBe('31 97')
  })

  test.each(['client', 'director1'])('a resize reaches the shell on %s, and the other windows', async (node) => {
    const shell = fresh(node)
    const one = await openWindow(shell, 80, 24)
    const two = new Window(shell)
    await shell.attach(two, 80, 24)
    shell.resize(one, 132, 43)
    expect(await type(shell, 'stty size')).toContain('\n43 132')
    expect([one.sizes, two.sizes]).toEqual([[], ['132x43']])
  })
})

test('what is typed and printed is UTF-8, wide and astral characters included', async () => {
  const shell = fresh('client')
  const window = await openWindow(shell)
  expect(await type(shell, 'word=é漢字🐧; echo "${#word} characters"')).toContain('4 characters')
  const screen = await type(shell, "printf '%b\\n' '\\u6f22\\u5b57 \\U1f427|'")
  expect(screen).toContain('漢字 🐧|')
  expect(window.received.includes('漢字 🐧|')).toBe(true)
})

describe('flow control', () => {
  test('every byte of five megabytes arrives once and in order', async () => {
    const shell = fresh('client')
    const window = await openWindow(shell)
    await type(shell, 'seq -w 1 700000')
    const received = window.received.toString('latin1')
    // Between the mark in PS0 and readline's first word about the next prompt.
    const output = received.slice(received.indexOf('\x1b]133;C\x07') + 8, received.lastIndexOf('\x1b[?2004h'))
    const expected = Array.from({ length: 700_000 }, (_, index) => `${String(index + 1).padStart(6, '0')}\r\n`).join('')
    const digest = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex')
    expect(output).toHaveLength(expected.length)
    expect(digest(output)).toBe(digest(expected))
  })

  test('a window that draws slowly makes the shell wait, and Ctrl-C brings the prompt back at once', async () => {
    const shell = fresh('client')
    const slow = new Window(shell, false)
    await shell.attach(slow, 100, 30)
    await prompt(shell)
    const drawing = setInterval(() => slow.draw(32 * 1024), 20)
    try {
      shell.input('yes\r')
      // More than a window may owe: the shell has waited for it several times over.
      await vi.waitFor(() => expect(slow.received.length).toBeGreaterThan(8_000_000), soon)
      // What is under way between engine and server when the shell is told to wait still comes: up to two megabytes on a busy machine.
      expect(slow.most).toBeLessThan(4_000_000)
      const pressed = performance.now()
      shell.input('\x03')
      await prompt(shell)
      expect(performance.now() - pressed).toBeLessThan(3000)
      expect(await type(shell, 'echo "status $?"')).toContain('status 130')
    } finally {
      clearInterval(drawing)
    }
  })

  test('a window that never draws does not hold up another, and gets the screen when it wakes up', async () => {
    const shell = fresh('client')
    const watching = await openWindow(shell)
    const stuck = new Window(shell, false)
    await shell.attach(stuck, 100, 30)
    await type(shell, 'seq 300000; echo "the end: $((6 * 7))"')
    expect(watching.received.includes('300000\r\nthe end: 42')).toBe(true)
    expect(stuck.received.length).toBeLessThan(1_000_000)
    expect(stuck.received.includes('the end: 42')).toBe(false)
    stuck.draw()
    await vi.waitFor(() => expect(stuck.screens.at(-1)?.screen).toContain('the end: 42'), soon)
    // It is a window like any other again.
    await type(shell, 'echo "awake $((1 + 1))"')
    await vi.waitFor(() => expect(stuck.received.includes('awake 2')).toBe(true), soon)
  })
})

describe('a block of the lesson', () => {
  const play = async (shell: Shell, code: string) => {
    const states: BlockState[] = []
    const block = { type: 'run' as const, id: '1', nodes: [shell.node.name], code, fails: false }
    const good = await playBlock(
      { nodes: session.nodes, shell: () => shell, fault: () => Promise.reject(new Error('none')) },
      block,
      (state) => states.push(state),
    )
    return { good, states }
  }
  const file = async (path: string) => (await run(session.node('client'), `cat ${path}`)).stdout

  test('waits for the command that runs, and its failure is told', async () => {
    const shell = fresh('client')
    await openWindow(shell)
    shell.input('read answer; echo "read it"\r')
    await vi.waitFor(() => expect(shell.view.idle).toBe(false), soon)
    const played = play(shell, 'echo mine >> /root/order; (exit 3)')
    shell.input('theirs\r')
    await shows(shell, 'read it')
    expect(await played).toEqual({ good: false, states: ['queued', 'running', 'failed'] })
    expect(await file('/root/order')).toBe('mine')
    expect((await shell.text()).indexOf('read it')).toBeLessThan((await shell.text()).indexOf('/root/order'))
  })

  test('runs several lines as one command, here-documents included', async () => {
    const shell = fresh('client')
    await openWindow(shell)
    const code = 'for word in one two; do\n  cat <<EOF\n$word\n\tindented\nEOF\ndone > /root/lines\ntrue'
    expect(await play(shell, code)).toEqual({ good: true, states: ['queued', 'running', 'ran'] })
    expect(await file('/root/lines')).toBe('one\n\tindented\ntwo\n\tindented')
  })

  test('does not end with a prompt that is only drawn again, as after a resize', async () => {
    const shell = fresh('director1')
    const window = await openWindow(shell, 80, 24)
    shell.resize(window, 120, 40)
    expect(await shell.run('sleep 0.3; (exit 5)')).toBe(5)
    // Nor does one end late that bash cannot read, and never begins.
    expect(await shell.run('fi')).toBe(2)
    expect(await shell.run('# nothing to do')).toBe(2)
    expect(await shell.run('true')).toBe(0)
  })

  test('clears what stands half typed, wherever the cursor is', async () => {
    const shell = fresh('client')
    await openWindow(shell)
    // Ctrl-A: back to the beginning of the line.
    shell.input('touch /root/never \x01')
    await shows(shell, 'touch /root/never')
    expect((await play(shell, 'touch /root/wanted')).good).toBe(true)
    expect(await file('/root/wanted')).toBe('')
    expect((await run(session.node('client'), 'ls /root')).stdout.split('\n')).not.toContain('never')
  })

  test('on a shell that has ended opens it anew', async () => {
    const shell = fresh('client')
    await openWindow(shell)
    shell.input('exit 7\r')
    await vi.waitFor(() => expect(shell.view).toMatchObject({ state: 'ended', status: 7 }), soon)
    expect((await play(shell, 'echo back')).good).toBe(true)
    expect(shell.view).toMatchObject({ state: 'live' })
    expect(shell.view.status).toBeUndefined()
  })
})

describe('power', () => {
  test.each(['client', 'director1'])('off and on: the terminal of %s goes and comes back by itself', async (name) => {
    const shell = fresh(name)
    const node = session.node(name)
    await openWindow(shell)
    await type(shell, 'echo kept > /root/disk; sync')
    const running = shell.run('sleep 1000')
    const lost = expect(running).rejects.toMatchObject({ code: 'shell.gone' })
    await vi.waitFor(() => expect(shell.view.idle).toBe(false), soon)

    await sessions.fault('pair', name, 'power off')
    expect(node.state).toBe('off')
    await vi.waitFor(() => expect(shell.view.state).toBe('off'), soon)
    await lost
    await expect(shell.run('true')).rejects.toMatchObject({ code: 'node.off' })
    await expect(node.job('true')).rejects.toMatchObject({ code: 'node.unreachable' })

    await sessions.fault('pair', name, 'power on')
    expect(node.state).toBe('ready')
    await prompt(shell)
    expect(shell.view.state).toBe('live')
    expect(await type(shell, 'cat /root/disk')).toContain('\nkept')
    const sysctl = 'echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore'
    expect((await run(node, sysctl)).status).toBe(0)
  })

  test.each([
    ['client', 'poweroff'],
    ['director1', 'poweroff'],
    // A kernel panic of the node's own kernel.
    ['director1', 'echo c > /proc/sysrq-trigger'],
  ])('on %s, what %s does is seen, and the node can be switched on again', async (name, command) => {
    const follow = (id: string, node: string, action: string) => sessions.containerEvent(id, node, action)
    const events = await followEvents(engine, follow, () => undefined)
    try {
      const shell = fresh(name)
      await openWindow(shell)
      shell.input(`${command}\r`)
      await vi.waitFor(() => expect(session.node(name).state).toBe('off'), soon)
      await vi.waitFor(() => expect(shell.view.state).toBe('off'), soon)
      await sessions.fault('pair', name, 'power on')
      await prompt(shell)
    } finally {
      events.close()
    }
  })
})
