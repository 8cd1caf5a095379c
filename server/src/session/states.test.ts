import { expect, test } from 'vitest'
import { LabNode } from '../engine/node'
import { States } from './states'

const lo = Buffer.from('address lo 127.0.0.1/8 up\n')

test('a node that is read while it boots stays known; one that goes away is not', () => {
  const node = new LabNode('db1', { kernel: 'own' } as never)
  const states = new States()
  states.add(node)
  states.look(true)
  node.become('booting')
  node.emit('state', lo)
  // As when the connection is made.
  node.emit('change')
  node.become('ready')
  expect(states.now.get('db1')?.addresses).toHaveLength(1)
  node.become('off')
  expect(states.now.has('db1')).toBe(false)
})
