import { expect, test, vi } from 'vitest'
import { Line, honest } from './agent/testing'
import type { Machine } from './engine/machine'
import { LabNode } from './lab-node'

/** A node whose machine is made of bytes; `lines` are the connections made to its agent. */
function made() {
  const lines: Line[] = []
  const exec = vi.fn((_doing: string, _command: string[]) => {
    const line = new Line(honest)
    lines.push(line)
    return Promise.resolve(line)
  })
  const node = new LabNode('rs1', { kernel: 'own' } as never, { exec } as unknown as Machine)
  return { node, lines, exec }
}

test('its agent is reached through its machine, at the address of its kernel', async () => {
  const { node, exec } = made()
  await expect(node.job('hello')).resolves.toMatchObject({ stdout: 'hello' })
  expect(exec).toHaveBeenCalledWith('reaching rs1', ['lab-agent', 'connect', '169.254.100.2:7', '90'])
  node.dispose()
})

test('a ready node whose agent is lost has a problem until it is reached again', async () => {
  const { node, lines } = made()
  await node.connect()
  node.become('ready')
  lines[0]?.destroy()
  await vi.waitFor(() => expect(node.view.problem).toMatchObject({ code: 'node.unreachable' }))
  await node.connect()
  expect(node.view.problem).toBeUndefined()
  node.dispose()
})

test.each([
  ['waiting', null, 'not created'],
  ['off', made().node.machine, 'it is off'],
] as const)('%s, it does not answer', async (phase, machine, reason) => {
  const node = new LabNode('rs1', { kernel: 'host' } as never, machine)
  node.become(phase)
  for (const asked of [node.connect(), node.job('true')])
    await expect(asked).rejects.toMatchObject({ message: `rs1 does not answer (${reason})` })
})
