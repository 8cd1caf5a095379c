import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { seeded } from '../../src/agent/testing'
import type { Engine } from '../../src/engine/engine'
import { LabError } from '../../src/errors'
import type { LabNode } from '../../src/lab-node'
import type { RunningLab } from '../../src/labs/running-lab'
import type { Lifecycle } from '../../src/labs/lifecycle'
import { another, firstStart, openTestEngine, removeEverything } from '../support/engine'
import { openSessions, run, startLab } from '../support/lab'
import { soon } from '../support/soon'
import { openWindow, type } from '../support/window'

/** A learner's root replaces the agent of a node: what it answers hurts neither the server nor another's lab. */

let engine: Engine
let hostile: Lifecycle
let others: Lifecycle
let evil: RunningLab
let good: RunningLab
const thrown: unknown[] = []
const catchAll = (error: unknown) => void thrown.push(error)

beforeAll(async () => {
  engine = await openTestEngine()
  hostile = await openSessions(engine)
  others = await openSessions(another(engine))
  evil = await startLab(hostile, 'tiny')
  good = await startLab(others, 'tiny')
  process.on('uncaughtException', catchAll)
}, firstStart)
afterAll(async () => {
  process.off('uncaughtException', catchAll)
  hostile.labs.dispose()
  others.labs.dispose()
  await removeEverything()
})

/** Puts a program in the agent's place for whoever connects from now on, as the node's root does, and ends what is connected. */
async function replaceAgent(node: LabNode, program: string): Promise<void> {
  const text = Buffer.from(program).toString('base64')
  // A file of its own: the one that runs goes on serving.
  const put = `cd /usr/local/bin && echo ${text} | base64 -d > evil && chmod 755 evil && mv evil lab-agent`
  expect((await node.job(put)).status).toBe(0)
  // Its own `connect` is all that the server hears of the node.
  await node.job('pkill -f "lab-agent connect"').catch((error: unknown) => {
    expect(error).toBeInstanceOf(LabError)
  })
  await vi.waitFor(() => expect(node.view.problem).toBeDefined(), soon)
}

/** The other learner's lab goes on: its job answers, its shell echoes. */
async function otherWorks(): Promise<void> {
  expect((await run(good.node('rs1'), 'echo $((6 * 7))')).stdout).toBe('42')
  expect(await type(good.shell('client/1'), 'echo "still $((40 + 2))"')).toContain('still 42')
  expect(thrown).toEqual([])
}

const perl = (body: string) => `#!/usr/bin/perl\n$| = 1; binmode STDOUT;\n${body}\n`
/** Says bytes in hexadecimal once it was asked something, then stays. */
const says = (bytes: Buffer) =>
  perl(`sysread STDIN, my $asked, 65536; syswrite STDOUT, pack('H*', '${bytes.toString('hex')}'); sleep 600;`)

test('five bytes, noise, frames without end and silence: the node is said to be wrong, the other lab goes on', async () => {
  const node = evil.node('client')
  await openWindow(good.shell('client/1'))
  await replaceAgent(node, says(Buffer.from('x\0\0\0\0', 'latin1')))
  await vi.waitFor(
    () => expect(node.view.problem).toMatchObject({ code: 'node.garbled', cure: 'Reset this node' }),
    soon,
  )
  await expect(node.job('true')).rejects.toMatchObject({ code: 'node.garbled' })
  await otherWorks()

  const root = engine.docker.getContainer(node.machine?.id ?? '')
  const answer = async (program: string) => {
    const text = Buffer.from(program).toString('base64')
    const exec = await root.exec({ Cmd: ['sh', '-c', `echo ${text} | base64 -d > /usr/local/bin/lab-agent`] })
    await exec.start({ Detach: true } as never)
    await vi.waitFor(async () => expect((await exec.inspect()).Running).toBe(false), soon)
    // As after a fresh start, which forgives what was before.
    node.become('booting')
    await node.connect().catch((error: unknown) => expect(error).toBeInstanceOf(LabError))
  }
  for (let seed = 1; seed <= 25; seed++) {
    const random = seeded(seed)
    await answer(says(random.bytes(5 + random.below(200))))
  }
  await otherWorks()
  for (const kind of ['o', 'e', 'w', 'x', 'd'])
    await answer(
      perl(`syswrite STDOUT, "${kind}\\xff\\xff\\xff\\xff"; syswrite STDOUT, 'x' x 65536 for 1..4000; sleep 600;`),
    )
  await answer(perl(`while (1) { syswrite STDERR, 'x' x 65536 }`))
  await otherWorks()
  // Each of these is what an agent may say, of a job that is over: it only never ends.
  const endless = answer(perl(`while (1) { syswrite STDOUT, pack('aNN', 'o', 4, 1) x 5000 }`))
  for (let left = 5; left > 0; left--) await otherWorks()

  // Its cure.
  await hostile.reset('tiny', ['client'])
  expect((await run(evil.node('client'), 'echo cured')).stdout).toBe('cured')
  expect(evil.node('client').view.problem).toBeUndefined()
  await endless
})
