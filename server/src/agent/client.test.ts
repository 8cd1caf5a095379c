import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AgentClient } from './client'
import { frame, numbers } from './frames'
import { frameKind } from './protocol'
import { Line, clientOf, honest } from './testing'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** What a shell's connection tells, in order. */
function telling() {
  const told: string[] = []
  return {
    told,
    events: {
      opened: (created: boolean) => void told.push(created ? 'new' : 'known'),
      replay: (data: Buffer) => void told.push(`replay ${data.toString()}`),
      data: (data: Buffer) => void told.push(data.toString()),
      exit: (status: number) => void told.push(`exit ${status}`),
      closed: (reason: string) => void told.push(`closed: ${reason}`),
    },
  }
}

test('a job’s outputs and status are its own, also where several run at once', async () => {
  const end = (job: Buffer, status: number, timedOut = 0) =>
    frame(frameKind.jobEnd, job, numbers(status), Buffer.from([timedOut]))
  const held: Buffer[] = []
  const client = clientOf((line, kind, payload) => {
    const job = payload.subarray(0, 4)
    if (kind !== frameKind.startJob) return honest(line, kind, payload)
    held.push(Buffer.from(job))
    if (held.length < 2) return
    const [one, other] = held as [Buffer, Buffer]
    line.say(
      frame(frameKind.stdout, other, 'out'),
      frame(frameKind.stderr, one, 'err'),
      end(other, 3),
      end(one, 137, 1),
    )
  })
  const results = await Promise.all([client.job('one'), client.job('other')])
  expect(results).toEqual([
    { status: 137, timedOut: true, stdout: '', stderr: 'err' },
    { status: 3, timedOut: false, stdout: 'out', stderr: '' },
  ])
})

test('a file that cannot be written says so, with the node’s words in one line', async () => {
  const client = clientOf((line, kind, payload) => {
    if (kind !== frameKind.startJob) return honest(line, kind, payload)
    const job = payload.subarray(0, 4)
    line.say(frame(frameKind.stderr, job, 'No space\nleft'), frame(frameKind.jobEnd, job, numbers(1), '\0'))
  })
  await expect(client.writeFile('/etc/it', 'text', false)).rejects.toMatchObject({
    code: 'node.write',
    message: '/etc/it cannot be written on rs1: No space left',
  })
})

test('a shell opens, replays, prints and ends in this order; in another its connection ends', async () => {
  const lines: Line[] = []
  const client = clientOf((line, kind, payload) => {
    if (kind === frameKind.input) line.say(frame(frameKind.output, payload))
  }, lines)
  const { told, events } = telling()
  const link = await client.shell('1', 80, 24, events)
  lines[0]?.say(frame(frameKind.shellOpened, '\0'), frame(frameKind.replay, 'before'))
  link.write('typed')
  lines[0]?.say(frame(frameKind.shellEnd, numbers(130)))
  lines[0]?.say(frame(frameKind.output, 'after the end'))
  expect(told).toEqual(['known', 'replay before', 'typed', 'exit 130', "closed: a frame 'd' after 'x'"])
  expect(link.waiting).toBe(0)
})

test('a connection that is lost fails what was asked, and is made anew while the node is wanted', async () => {
  const lines: Line[] = []
  let wanted = true
  const dial = () => {
    const line = new Line(honest)
    lines.push(line)
    return Promise.resolve(line)
  }
  const client = new AgentClient('rs1', { dial, away: () => null, wanted: () => wanted })
  const events: string[] = []
  client.on('connected', () => void events.push('connected'))
  client.on('lost', ({ code }) => void events.push(code))
  await client.connect()
  const { ended } = client.stream('', () => undefined)
  await ended
  lines[0]?.push(null)
  lines[0]?.resume()
  await vi.advanceTimersByTimeAsync(0)
  expect([client.connected, events]).toEqual([false, ['connected', 'node.unreachable']])
  await vi.advanceTimersByTimeAsync(2000)
  expect([client.connected, lines.length]).toEqual([true, 2])
  wanted = false
  lines[1]?.destroy()
  await vi.advanceTimersByTimeAsync(600_000)
  expect([client.connected, lines.length]).toEqual([false, 2])
  client.dispose()
})

test('an agent that says what none says is left alone for a while, on every connection', async () => {
  const lines: Line[] = []
  const client = clientOf(honest, lines)
  await client.connect()
  lines[0]?.say(frame(frameKind.jobEnd, 'short'))
  await expect(client.job('true')).rejects.toMatchObject({ code: 'node.garbled' })
  await expect(client.shell('1', 80, 24, telling().events)).rejects.toMatchObject({ code: 'node.garbled' })
  expect(lines).toHaveLength(1)
  client.forgive()
  await expect(client.job('again')).resolves.toMatchObject({ stdout: 'again' })
  client.dispose()
})

test('a node that is away is not dialled, and why is said', async () => {
  const dial = vi.fn()
  const client = new AgentClient('rs1', { dial, away: () => 'it is off', wanted: () => false })
  for (const asked of [client.connect(), client.job('true'), client.shell('1', 80, 24, telling().events)])
    await expect(asked).rejects.toMatchObject({
      code: 'node.unreachable',
      message: 'rs1 does not answer (it is off)',
    })
  expect(dial).not.toHaveBeenCalled()
})

test('what is watched is asked for again on a new connection', async () => {
  const asked: string[] = []
  const lines: Line[] = []
  const client = clientOf((line, kind, payload) => {
    if (kind === frameKind.watch) asked.push(`${payload.readUInt32BE(0)} ${payload.subarray(4).toString()}`)
    honest(line, kind, payload)
  }, lines)
  const states: string[] = []
  client.on('state', (state) => void states.push(state.toString()))
  client.watch(['/a', '/b'])
  await client.connect()
  lines[0]?.say(frame(frameKind.state, 'process nginx S 1\n'))
  lines[0]?.destroy()
  await vi.advanceTimersByTimeAsync(2000)
  client.watch([])
  expect(asked).toEqual(['500 /a\0/b', '500 /a\0/b', '0 '])
  expect(states).toEqual(['process nginx S 1\n'])
  client.dispose()
})
