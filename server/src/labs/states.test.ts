import { expect, test, vi } from 'vitest'
import { LabNode } from '../lab-node'
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

test('however often an agent tells its state, few are read, and the last one is', () => {
  vi.useFakeTimers()
  try {
    const node = new LabNode('db1', { kernel: 'own' } as never)
    const states = new States()
    states.add(node)
    states.look(true)
    let told = 0
    states.on('state', () => void told++)
    for (let number = 0; number <= 10_000; number++) {
      node.emit('state', Buffer.from(`address lo 10.0.0.${number % 250}/8 up\n`))
      if (number % 100 === 0) vi.advanceTimersByTime(10)
    }
    vi.advanceTimersByTime(1000)
    expect(told).toBeLessThan(10)
    expect(states.now.get('db1')?.addresses[0]?.address).toBe('10.0.0.0')
    states.dispose()
  } finally {
    vi.useRealTimers()
  }
})
