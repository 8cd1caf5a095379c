import type { Both, CheckSpec, HintSpec } from '@contract/lesson'
import type { Problem } from '@contract/problem'
import type { LabNode } from '../lab-node'
import { plain } from '../text'
import { LabError, toProblem } from '../errors'

/** How one check turned out. An `error` is the check's (or the node's) own fault, never the learner's. */
export type Outcome =
  | { kind: 'passed'; found: string; took: number }
  | { kind: 'failed'; found: string; took: number; hint: { id: string; text: Both } }
  | { kind: 'error'; problem: Problem; took: number }

export type Nodes = ReadonlyMap<string, LabNode>

/** Marks what bash could not find, so that a missing command is never taken for the learner's mistake. */
const missing = 'lab-check-missing:'
// By a descriptor of its own: checks send the stderr of their commands to /dev/null.
const prelude = `exec {lab_stderr}>&2; command_not_found_handle() { printf '${missing}%s\\n' "$1" >&$lab_stderr; return 127; }\n`

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** The last line printed, short enough for a row. */
const lastLine = (text: string) => plain(text.trimEnd().split('\n').at(-1) ?? '', 200)

/** The first hint whose condition holds, asked in one round trip per node; the general hint when none does. */
async function fittingHint(nodes: Nodes, check: CheckSpec): Promise<{ id: string; text: Both }> {
  const groups: { node: string; hints: HintSpec[] }[] = []
  for (const hint of check.hints) {
    const node = hint.node ?? check.node
    const last = groups.at(-1)
    if (last?.node === node) last.hints.push(hint)
    else groups.push({ node, hints: [hint] })
  }
  for (const { node, hints } of groups) {
    const script = hints
      .map(({ id, when }) => `( eval ${quote(when)} ) >/dev/null 2>&1 && { echo ${id}; exit; }`)
      .join('\n')
    const result = await nodes
      .get(node)
      ?.job(script, { timeout: 15_000 })
      .catch(() => null) // a node that is off has no hint to give
    const found = hints.find(({ id }) => id === result?.stdout.trim())
    if (found) return { id: found.id, text: found.text }
  }
  return { id: 'general', text: check.hint }
}

/** Runs one check. With `hints` left out, a failure carries the general hint without looking further. */
export async function runCheck(nodes: Nodes, check: CheckSpec, hints = true): Promise<Outcome> {
  const began = performance.now()
  const took = () => Math.round(performance.now() - began)
  const node = nodes.get(check.node)
  try {
    if (!node) throw new LabError('node.unknown', { node: check.node, nodes: [...nodes.keys()].join(', ') })
    if (node.state === 'off') throw new LabError('node.off', { node: check.node })
    const result = await node.job(prelude + check.run, { timeout: check.timeout * 1000 })
    const absent = new RegExp(`${missing}(.*)`).exec(result.stderr)?.[1]
    if (result.timedOut) throw new LabError('check.late', { node: check.node, seconds: check.timeout })
    if (absent !== undefined) throw new LabError('check.command', { node: check.node, command: plain(absent, 40) })
    if (/^bash: .*syntax error/m.test(result.stderr))
      throw new LabError('check.syntax', { words: lastLine(result.stderr) })
    if (result.status >= 125)
      throw new LabError('check.status', { status: result.status, words: lastLine(result.stderr) || 'no output' })
    const found = lastLine(result.stdout)
    if (result.status === 0) return { kind: 'passed', found, took: took() }
    const hint = hints ? await fittingHint(nodes, check) : { id: 'general', text: check.hint }
    return { kind: 'failed', found, took: took(), hint }
  } catch (thrown) {
    return { kind: 'error', problem: toProblem(thrown), took: took() }
  }
}
