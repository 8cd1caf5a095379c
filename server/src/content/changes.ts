/** Which lines of a file block differ from the file as the lesson left it before. */
import type { LabSpec } from '@contract/lesson'
import type { BlockSegment } from '@contract/view'

/** Pairs of lines up to which two files are compared; beyond them the table of the comparison would fill the memory. */
const mostPairs = 4_000_000

/**
 * Indices of the lines of `after` that are not in a longest common subsequence with `before`; of files beyond all measure,
 * those of the lines that `before` has nowhere.
 */
export function changedLines(before: string[], after: string[]): number[] {
  if (before.length * after.length > mostPairs) {
    const known = new Set(before)
    return after.flatMap((line, at) => (known.has(line) ? [] : [at]))
  }
  // common[i][j]: length of the longest common subsequence of before[i…] and after[j…].
  const common = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  const of = (i: number, j: number) => common[i]?.[j] ?? 0
  for (let i = before.length - 1; i >= 0; i--) {
    const row = common[i]
    for (let j = after.length - 1; row && j >= 0; j--)
      row[j] = before[i] === after[j] ? of(i + 1, j + 1) + 1 : Math.max(of(i + 1, j), of(i, j + 1))
  }
  const changed: number[] = []
  for (let i = 0, j = 0; j < after.length;) {
    if (i < before.length && before[i] === after[j]) {
      i++
      j++
    } else if (i < before.length && of(i + 1, j) >= of(i, j + 1)) i++
    else changed.push(j++)
  }
  return changed
}

const linesOf = (text: string) => text.replace(/\n+$/, '').split('\n')

/** Fills in `changed` of every file block. `steps` are one language's blocks, step after step. */
export function markChanges(spec: LabSpec, steps: BlockSegment[][]): void {
  const left = new Map<string, { content: string; step: number }>()
  const key = (node: string, path: string) => `${node}:${path}`
  for (const [node, { files }] of Object.entries(spec.nodes))
    for (const [path, content] of Object.entries(files)) left.set(key(node, path), { content, step: 0 })

  steps.forEach((blocks, index) => {
    const files = blocks.filter((block) => block.type === 'file')
    for (const block of files) {
      const before = left.get(key(block.nodes[0] ?? '', block.path))
      if (before)
        block.changed = { lines: changedLines(linesOf(before.content), linesOf(block.content)), sinceStep: before.step }
    }
    for (const { nodes, path, content } of files)
      for (const node of nodes) left.set(key(node, path), { content, step: index + 1 })
  })
}
