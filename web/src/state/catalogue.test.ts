import { expect, test } from 'vitest'
import type { LabEntry } from '@contract/view'
import { matches } from './catalogue'

const both = (en: string, zh: string) => ({ en, zh })
const lab = (done: boolean[]): LabEntry => ({
  id: 'lvs-dr',
  title: both('LVS-DR by hand', '手工搭建 LVS-DR'),
  tagline: both('ipvsadm and two ARP settings', '两个 ARP 参数'),
  summary: both('', ''),
  track: 'lvs',
  order: 1,
  level: 'beginner',
  modules: ['ip_vs'],
  before: [],
  network: { cidr: '10.0.0.0/24', vips: [] },
  nodes: [{ name: 'rs1', role: 'real-server', kernel: 'host', address: '10.0.0.21', memory: 96, services: ['nginx'] }],
  memory: 96,
  steps: done.map((is, at) => ({
    id: `s${at}`,
    title: both('Look', '看'),
    minutes: 5,
    excerpt: both('', ''),
    checks: [],
    runs: 0,
    files: 0,
    done: is,
  })),
  commands: ['arping'],
  currentStep: 's0',
  problems: [],
  session: null,
})

test('all words sought must be there, in either language, in whatever case', () => {
  expect(matches(lab([false]), 'all', 'IPVSADM arp')).toBe(true)
  expect(matches(lab([false]), 'all', '手工')).toBe(true)
  expect(matches(lab([false]), 'all', 'arping')).toBe(true)
  expect(matches(lab([false]), 'all', 'nginx ip_vs')).toBe(true)
  expect(matches(lab([false]), 'all', 'arp drbd')).toBe(false)
})

test('begun is neither untouched nor done', () => {
  expect([lab([false, false]), lab([true, false]), lab([true, true])].map((one) => matches(one, 'begun', ''))).toEqual([
    false,
    true,
    false,
  ])
  expect([lab([false, false]), lab([true, false]), lab([true, true])].map((one) => matches(one, 'done', ''))).toEqual([
    false,
    false,
    true,
  ])
})
