import { expect, test } from 'vitest'
import type { NodeState } from '@contract/state'
import type { LabEntry } from '@contract/view'
import type { Scene } from './wire'
import { widthOf, wireOf } from './wire'

const vip = '10.0.0.100'
const node = (name: string, role: LabEntry['nodes'][number]['role'], address: string) =>
  ({ name, role, address, kernel: 'host', memory: 64, services: [] }) as LabEntry['nodes'][number]
const [client, director, rs1, rs2] = [
  node('client', 'client', '10.0.0.50'),
  node('director1', 'director', '10.0.0.11'),
  node('rs1', 'real-server', '10.0.0.21'),
  node('rs2', 'real-server', '10.0.0.22'),
]
const state = (change: Partial<NodeState> = {}): NodeState => ({
  at: 1,
  addresses: [],
  silent: false,
  programs: [],
  vrrp: [],
  ipvs: [],
  drbd: [],
  ...change,
})
const server = (address: string, weight: number) => ({
  address,
  method: 'Route' as const,
  weight,
  active: 0,
  inactive: 0,
})
const scene = (change: Partial<Scene> = {}): Scene => ({
  vips: [vip],
  states: new Map([
    [
      'director1',
      state({
        addresses: [{ device: 'eth0', address: vip, prefix: 32, up: true }],
        ipvs: [
          { name: `TCP ${vip}:80`, scheduler: 'rr', servers: [server('10.0.0.21:80', 1), server('10.0.0.22:80', 0)] },
        ],
      }),
    ],
    ['rs1', state()],
    ['rs2', state()],
  ]),
  faults: [],
  rates: {},
  asks: null,
  ...change,
})
const busy = { rates: { rs1: 40, rs2: 25 }, asks: vip }

test('the width has four steps; without a request there is none', () => {
  expect([0, 0.5, 4.5, 5, 19, 20, 59, 60, 200].map(widthOf)).toEqual([0, 1, 1, 2, 2, 3.5, 3.5, 5, 5])
})

test('idle ways are known by the addresses and the table: to who holds the address, on to servers with a weight', () => {
  const kinds = [wireOf(client, director, scene()), wireOf(director, rs1, scene()), wireOf(director, rs2, scene())]
  expect(kinds.map(({ kind, width }) => [kind, width])).toEqual([
    ['to-vip', 0],
    ['forwards', 0],
    ['none', 0],
  ])
})

test('all requests go to who holds the address, each server’s share on to it: also where a proxy has no table', () => {
  expect(wireOf(client, director, scene(busy)).width).toBe(5)
  expect(wireOf(director, rs1, scene(busy)).width).toBe(3.5)
  expect(wireOf(director, rs2, scene(busy))).toMatchObject({ kind: 'forwards', width: 3.5 })
  expect(wireOf(director, rs1, scene({ ...busy, asks: '10.0.0.21' })).width).toBe(0)
})

test('a pulled cable cuts every line of its node, a slow one marks them', () => {
  expect(wireOf(director, rs1, scene({ ...busy, faults: [{ node: 'rs1', act: 'cable out' }] })).kind).toBe('cut')
  const slow = scene({ ...busy, faults: [{ node: 'rs1', act: 'link slow' }] })
  expect([wireOf(director, rs1, slow).bad, wireOf(director, rs2, slow).bad]).toEqual([true, false])
})
