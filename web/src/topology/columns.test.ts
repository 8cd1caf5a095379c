import { expect, test } from 'vitest'
import type { LabEntry } from '@contract/view'
import { columnsOf, middle } from './columns'

const node = (name: string, role: LabEntry['nodes'][number]['role']) =>
  ({ name, role, kernel: 'host', address: '10.0.0.1', memory: 96, services: [] }) as const

test('clients stand left, directors and proxies in the middle, real servers right', () => {
  const columns = columnsOf(
    [node('rs1', 'real-server'), node('d', 'director'), node('p', 'proxy'), node('c', 'client')].map((one) => ({
      ...one,
      services: [],
    })),
  )
  expect(columns.map((column) => column.map(({ name }) => name))).toEqual([['c'], ['d', 'p'], ['rs1']])
})

test('a lab without real servers has no empty column', () => {
  expect(columnsOf([{ ...node('n1', 'node'), services: [] }])).toHaveLength(1)
})

test('nodes share their column’s height evenly', () => {
  expect([middle(0, 1), middle(0, 2), middle(1, 2)]).toEqual(['50.000%', '25.000%', '75.000%'])
})
