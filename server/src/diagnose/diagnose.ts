import type { Diagnosis } from '@contract/diagnosis'
import type { LabNode } from '../lab-node'
import { log } from '../log'
import { plain } from '../text'
import { causes } from './causes'
import type { Surroundings } from './question'
import { answers, script } from './question'

/** Diagnoses that are shown: the nearest causes. */
const most = 2
/** Milliseconds that a node has for all questions, and bytes of its answer that are read. */
const limits = { timeoutMs: 30_000, answerBytes: 64 * 1024 }

const away = (node: string, quote: string[] = []): Diagnosis => ({
  id: quote.length > 0 ? 'silent' : 'off',
  node,
  says:
    quote.length > 0
      ? { en: `${node} does not answer:`, zh: `${node} 没有回应：` }
      : { en: `${node} is switched off.`, zh: `${node} 已关机。` },
  quote,
  source: '',
})

async function ask(node: LabNode, around: Surroundings): Promise<Diagnosis[]> {
  if (node.state === 'off') return [away(node.name)]
  try {
    const options = { timeout: limits.timeoutMs, cap: limits.answerBytes }
    const { stdout } = await node.job(script(causes, around), options)
    const found = answers(causes, stdout)
    return causes.flatMap(({ id, says, source }) => {
      const quote = found.get(id)
      return quote ? [{ id, node: node.name, says, quote, source }] : []
    })
  } catch (error) {
    log.info({ node: node.name, error: String(error) }, 'a node could not be asked for a diagnosis')
    return [away(node.name, [plain(error instanceof Error ? error.message : String(error), 200)])]
  }
}

/**
 * What the nodes themselves say is wrong: each is asked once, about every cause known, and the nearest causes are
 * given. The first node is the one that the check asks: of the same cause on two, its own comes first.
 */
export async function diagnose(
  nodes: readonly LabNode[],
  around: (node: LabNode) => Surroundings,
): Promise<Diagnosis[]> {
  const all = (await Promise.all(nodes.map((node) => ask(node, around(node))))).flat()
  const order = new Map(causes.map(({ id }, at) => [id, at]))
  return all.sort((a, b) => (order.get(a.id) ?? -1) - (order.get(b.id) ?? -1)).slice(0, most)
}
