import type { BlockSegment } from '@contract/view'

/** Where a command begins: at a line's begin, behind a separator, or behind a word that takes one. */
const beginning =
  /(?<=(?:^|[|;&(`]|\b(?:do|then|else|sudo|time)\s|\btimeout\s+\S+\s)\s*)(?<![\w./-])([a-z][a-z0-9_.+-]+)(?=\s|$|[;)|`])/gm
const words = new Set(
  'if then else elif fi for while until do done case esac in function select time echo printf cd exit true false test read set export local return break continue wait shift trap eval exec source'.split(
    ' ',
  ),
)

/** The programs that these blocks run in terminals, each once, in the order of the alphabet. */
export function commandsOf(blocks: readonly BlockSegment[]): string[] {
  const found = new Set<string>()
  for (const block of blocks) {
    if (block.type !== 'run') continue
    const code = block.code.replace(/^\s*#.*$/gm, '').replace(/'[^']*'|"[^"$]*"/g, "''")
    for (const [, command = ''] of code.matchAll(beginning)) if (!words.has(command)) found.add(command)
  }
  return [...found].sort()
}
