import type { FaultAct } from '@contract/fault'
import type { Point } from '../check/point'
import { type VerifyOptions, verifyLab } from '../check/verify'
import type { Library } from '../content/library'
import type { Engine } from '../engine/engine'
import { toProblem } from '../errors'
import { Lifecycle } from './lifecycle'
import type { RunningLab } from './running-lab'

/** What a verification tells while it goes on. */
interface Told {
  doing(lab: string, text: string): void
  settled(point: Point): void
  /** A lab failed and is played again. */
  again(lab: string, failed: Point[]): void
}

interface VerificationOptions extends Pick<VerifyOptions, 'mistakes' | 'only'> {
  /** Labs at the same time. */
  jobs: number
  /** How often a lab that failed is played again, from a fresh start. Its last round counts. */
  retries: number
  signal: AbortSignal
}

async function screens({ shells }: RunningLab): Promise<string> {
  const texts = [...shells.values()].map(
    async (shell) => `--- ${shell.id}\n${(await shell.text()).split('\n').slice(-30).join('\n')}`,
  )
  return (await Promise.all(texts)).join('\n')
}

async function verifyOne(
  lifecycle: Lifecycle,
  library: Library,
  id: string,
  told: Told,
  options: VerificationOptions,
): Promise<Point[]> {
  const content = library.lab(id)
  const began = performance.now()
  try {
    told.doing(id, 'starting')
    const { lab, whole } = lifecycle.start(id)
    lab.on('view', () => {
      const { progress, nodes, phase } = lab.view
      if (phase === 'starting' && !options.signal.aborted)
        told.doing(
          id,
          progress?.code === 'nodes'
            ? nodes.map((node) => `${node.name} ${node.phase}`).join(', ')
            : `${progress?.code ?? ''} ${progress?.detail ?? ''}`.trim(),
        )
    })
    await whole
    const stage = {
      nodes: lab.nodes,
      fault: (node: string, act: FaultAct) => lifecycle.fault(id, node, act),
      shell: (node: string) => lab.shell(`${node}/1`),
      screens: () => screens(lab),
    }
    return await verifyLab(content, stage, {
      ...options,
      doing: (text) => told.doing(id, text),
      settled: (point) => told.settled(point),
    })
  } catch (error) {
    if (options.signal.aborted) throw error
    const { message, cure } = toProblem(error)
    const reason = cure ? `${message} → ${cure}` : message
    const point: Point = {
      lab: id,
      step: content.steps[0]?.id ?? '',
      kind: 'play',
      name: 'start',
      ok: false,
      reason,
      took: Math.round(performance.now() - began),
    }
    told.settled(point)
    return [point]
  } finally {
    await lifecycle.stop(id)
  }
}

/** Verifies labs that it starts itself, a few at a time, and removes everything afterwards, also when aborted. */
export async function verifyLabs(
  engine: Engine,
  library: Library,
  ids: string[],
  told: Told,
  options: VerificationOptions,
): Promise<Point[]> {
  const lifecycle = new Lifecycle(() => Promise.resolve(engine), library, { purpose: 'verify' })
  const queue = [...ids]
  const points: Point[] = []
  const patiently = async (id: string) => {
    for (let left = options.retries; ; left--) {
      const round = await verifyOne(lifecycle, library, id, told, options)
      const failed = round.filter(({ ok }) => !ok)
      if (failed.length === 0 || left === 0) return round
      told.again(id, failed)
    }
  }
  const worker = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) points.push(...(await patiently(id)))
  }
  try {
    const results = await Promise.allSettled(Array.from({ length: options.jobs }, worker))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    return points
  } finally {
    lifecycle.labs.dispose()
  }
}
