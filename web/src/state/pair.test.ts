import { expect, test } from 'vitest'
import type { IpvsServer, NodeState } from '@contract/state'
import { contraries } from './pair'

const name = 'TCP 10.0.0.100:80'
const row = (change: Partial<IpvsServer> = {}): IpvsServer => ({
  address: '10.0.0.21:80',
  method: 'Route',
  weight: 1,
  active: 0,
  inactive: 0,
  ...change,
})
const director = (...servers: IpvsServer[]): NodeState => ({
  at: 1,
  addresses: [],
  silent: false,
  programs: [],
  vrrp: [],
  ipvs: [{ name, scheduler: 'rr', servers }],
  drbd: [],
})
const beside = (other: NodeState) => contraries('a', name, row(), new Map([['a', director(row())], ['b', other]])) // prettier-ignore

test.each([
  ['connections', director(row({ active: 5, inactive: 9 })), []],
  ['a table that is still empty', director(), []],
  ['another service', { ...director(), ipvs: [{ name: 'FWM 1', scheduler: 'rr', servers: [row({ weight: 9 })] }] }, []],
])('%s: no contradiction', (_, other, found) => {
  expect(beside(other)).toEqual(found)
})

test.each([
  ['weight', row({ weight: 2 })],
  ['method', row({ method: 'Masq' })],
])('another %s contradicts a row', (_, server) => {
  expect(beside(director(server))).toEqual([{ node: 'b', server }])
})

test('so does a table without the row', () => {
  expect(beside(director(row({ address: '10.0.0.22:80' })))).toEqual([{ node: 'b', server: null }])
})
