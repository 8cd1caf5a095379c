import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import type { CheckSpec, LabSpec, NodeSpec } from '@contract/lesson'
import { labSchema, nodeSchema } from '@contract/lesson'
import { BenchError } from './error'

/** The lab that is measured: the nodes of a real one, with a single step whose checks the measurements know. */
export interface BenchLab {
  /** Folder of the lessons, with only this lab in it. */
  folder: string
  id: string
  step: string
  spec: LabSpec
  /** A node on the host's kernel, and one with its own. */
  host: string
  own: string
  /** The check that a command in `own` makes true, and what makes it false again. */
  check: { id: string; fulfil: string; undo: string }
}

const id = 'bench'
const step = 'measured'

function nodeOf(spec: LabSpec, kernel: 'host' | 'own', from: string): string {
  const found = Object.entries(spec.nodes).find(([, node]) => node.kernel === kernel)
  if (!found)
    throw new BenchError(
      'bench.lab',
      `The lab ${from} has no node with kernel: ${kernel}`,
      'Measure another: --lab labs/<lab>',
    )
  return found[0]
}

/** The kind of checks that lessons have: one still open that waits for an answer, and the one that is measured behind it. */
function checksOf(host: string, own: string, vip: string): CheckSpec[] {
  const both = (en: string, zh: string) => ({ en, zh })
  const rest = { hints: [], after: [], already: false, timeout: 10 }
  const answer = {
    id: 'answer',
    node: host,
    run: `curl -s -m 1 http://${vip}/`,
    title: both('An answer', '有应答'),
    hint: both('No answer', '没有应答'),
  }
  const service = {
    id: 'service',
    node: own,
    run: `ipvsadm -Ln | grep -F ${vip}:80`,
    title: both('A service', '有服务'),
    hint: both('No service', '没有服务'),
  }
  return [
    { ...answer, ...rest },
    { ...service, ...rest },
  ]
}

/** Writes a lab of one step, with these checks. */
function writeLesson(folder: string, spec: LabSpec, checks: CheckSpec[]): void {
  const place = join(folder, step)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(folder, 'lab.yaml'), stringify(spec))
  writeFileSync(join(place, 'checks.yaml'), stringify(checks))
  writeFileSync(join(place, 'mistakes.yaml'), '[]\n')
  writeFileSync(join(place, 'en.md'), '# Measured\n\nThe benchmark’s own step.\n')
  writeFileSync(join(place, 'zh.md'), '# 测量\n\n性能测量专用的步骤。\n')
}

/** The lab that a whole class opens: one node, as light as a node can be. It is the client, so that it can send traffic. */
export const light = { id: 'light', node: 'box', step }

/** Writes it into `folder`; gives its node. */
export function writeLightLab(folder: string): NodeSpec {
  const both = (en: string, zh: string) => ({ en, zh })
  const words = both('A light lab', '轻量实验')
  const box: NodeSpec = nodeSchema.parse({ role: 'client', address: '10.0.0.10', memory: 32 })
  const spec: LabSpec = labSchema.parse({
    ...{ title: words, tagline: words, summary: words },
    ...{ track: 'lvs', order: 1, level: 'beginner' },
    network: { cidr: '10.0.0.0/24' },
    nodes: { [light.node]: box },
    steps: [{ id: step, minutes: 1 }],
  })
  const check: CheckSpec = {
    ...{ id: 'file', node: light.node, run: 'test -e /root/done' },
    ...{ title: both('A file', '有文件'), hint: both('No file', '没有文件') },
    ...{ hints: [], after: [], already: false, timeout: 10 },
  }
  writeLesson(join(folder, light.id), spec, [check])
  return box
}

/** Writes the lab to measure into `folder`, with the nodes of the lab in the folder `from`. */
export function writeLab(folder: string, from: string): BenchLab {
  let spec: LabSpec
  try {
    spec = labSchema.parse(parse(readFileSync(join(from, 'lab.yaml'), 'utf8'), { merge: true }))
  } catch (error) {
    throw new BenchError(
      'bench.lab',
      `The lab ${from} cannot be read: ${String(error)}`,
      'Measure another: --lab labs/<lab>',
    )
  }
  const host = nodeOf(spec, 'host', from)
  const own = nodeOf(spec, 'own', from)
  const vip = spec.network.vips[0] ?? '192.0.2.1'
  const measured: LabSpec = { ...spec, before: [], steps: [{ id: step, minutes: 1 }] }
  writeLesson(join(folder, id), measured, checksOf(host, own, vip))
  const check = { id: 'service', fulfil: `ipvsadm -A -t ${vip}:80 -s rr`, undo: 'ipvsadm -C' }
  return { folder, id, step, spec: measured, host, own, check }
}
