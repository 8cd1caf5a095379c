import type { BlockSegment } from '@contract/view'

/** What stands between two commands, or before one that it runs. */
const between = /[\n|;&()`]+|\b(?:do|then|else|sudo|time|timeout\s+\S+)\s/
const words = new Set(
  'if then else elif fi for while until do done case esac in function select echo printf cd exit true false test read set export local return break continue wait shift trap eval exec source'.split(
    ' ',
  ),
)

/** The programs that these blocks run in terminals, each once, in the order of the alphabet. */
export function commandsOf(blocks: readonly BlockSegment[]): string[] {
  const found = new Set<string>()
  for (const block of blocks) {
    if (block.type !== 'run') continue
    const code = block.code.replace(/^\s*#.*$/gm, '').replace(/'[^']*'|"[^"$]*"/g, "''")
    for (const part of code.split(between)) {
      const [word = ''] = part.trimStart().split(/\s/, 1)
      if (/^[a-z][a-z0-9_.+-]+$/.test(word) && !words.has(word)) found.add(word)
    }
  }
  return [...found].sort()
}
