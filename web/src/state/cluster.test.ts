import { beforeEach, expect, test } from 'vitest'
import type { NodeState } from '@contract/state'
import { holders } from '@contract/state'
import { forgetStates, goneFrom, pairKey, sinceOf, states, takeState, vipKey } from './cluster'

const vip = '10.0.0.100'
const state = (at: number, change: Partial<NodeState> = {}): NodeState => ({
  at,
  addresses: [],
  silent: false,
  programs: [],
  vrrp: [],
  ipvs: [],
  drbd: [],
  ...change,
})
const holding = (device: string) => [{ device, address: vip, prefix: 32, up: true }]
const table = (...addresses: string[]) => [
  {
    name: `TCP ${vip}:80`,
    scheduler: 'rr',
    servers: addresses.map((address) => ({ address, method: 'Route' as const, weight: 1, active: 0, inactive: 0 })),
  },
]

beforeEach(forgetStates)

test('who has the address on a card holds it; on lo it is held for nobody', () => {
  takeState('director1', state(1000, { addresses: holding('eth0') }), [vip])
  takeState('rs1', state(1000, { addresses: holding('lo') }), [vip])
  expect(holders(vip, states.value)).toEqual(['director1'])
})

test('a move is known by its time, what was there at first by none', () => {
  takeState('director1', state(1000, { addresses: holding('eth0') }), [vip])
  takeState('director2', state(1500), [vip])
  const first = sinceOf(vipKey(vip))
  takeState('director1', state(2000), [vip])
  takeState('director2', state(5000, { addresses: holding('eth0') }), [vip])
  expect([first, sinceOf(vipKey(vip))]).toEqual([0, 5000])
})

test('a row that left the table stays for a minute, and is gone at once when it returns', () => {
  const [one, two] = ['10.0.0.21:80', '10.0.0.22:80']
  const left = (now: number) => goneFrom('director1', `TCP ${vip}:80`, now).map(({ server }) => server.address)
  takeState('director1', state(1000, { ipvs: table(one, two) }), [vip])
  takeState('director1', state(2000, { ipvs: table(one) }), [vip])
  expect(left(3000)).toEqual([two])
  expect(left(63_000)).toEqual([])
  takeState('director1', state(4000, { ipvs: table(one, two) }), [vip])
  expect(left(4000)).toEqual([])
})

test('a node that went away holds nothing', () => {
  takeState('director1', state(1000, { addresses: holding('eth0') }), [vip])
  takeState('director1', null, [vip])
  expect(holders(vip, states.value)).toEqual([])
})

test('since when a row differs from its pair’s is known, also at the director that did nothing', () => {
  const [one, two] = ['10.0.0.21:80', '10.0.0.22:80']
  const since = (node: string) => sinceOf(pairKey(node, `TCP ${vip}:80`, two))
  takeState('director1', state(1000, { ipvs: table(one, two) }), [vip])
  takeState('director2', state(2000, { ipvs: table(one, two) }), [vip])
  takeState('director1', state(7000, { ipvs: table(one) }), [vip])
  expect([since('director1'), since('director2')]).toEqual([0, 7000])
})
