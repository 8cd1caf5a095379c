import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import type { CheckSpec, LabSpec } from '@contract/lesson'
import { labSchema } from '@contract/lesson'
import { LabError } from '../src/errors'

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
    throw new LabError(
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

/** Writes the lab to measure into `folder`, with the nodes of the lab in the folder `from`. */
export function writeLab(folder: string, from: string): BenchLab {
  let spec: LabSpec
  try {
    spec = labSchema.parse(parse(readFileSync(join(from, 'lab.yaml'), 'utf8'), { merge: true }))
  } catch (error) {
    throw new LabError(
      'bench.lab',
      `The lab ${from} cannot be read: ${String(error)}`,
      'Measure another: --lab labs/<lab>',
    )
  }
  const host = nodeOf(spec, 'host', from)
  const own = nodeOf(spec, 'own', from)
  const vip = spec.network.vips[0] ?? '192.0.2.1'
  const place = join(folder, id, step)
  mkdirSync(place, { recursive: true })
  const measured: LabSpec = { ...spec, before: [], steps: [{ id: step, minutes: 1 }] }
  writeFileSync(join(folder, id, 'lab.yaml'), stringify(measured))
  writeFileSync(join(place, 'checks.yaml'), stringify(checksOf(host, own, vip)))
  writeFileSync(join(place, 'mistakes.yaml'), '[]\n')
  writeFileSync(join(place, 'en.md'), '# Measured\n\nThe benchmark’s own step.\n')
  writeFileSync(join(place, 'zh.md'), '# 测量\n\n性能测量专用的步骤。\n')
  const check = { id: 'service', fulfil: `ipvsadm -A -t ${vip}:80 -s rr`, undo: 'ipvsadm -C' }
  return { folder, id, step, spec: measured, host, own, check }
}
