import type { Both } from '@contract/lesson'
import type { BlockSegment } from '@contract/view'
import { type Finding, error, warning } from '../finding'
import type { ParsedStep } from '../markdown'
import { type YamlFile, type YamlPath, errorAt } from '../yaml'
import type { Rule } from './subject'

type ReadBlock = ParsedStep['blocks'][number]

function nameOf(block: BlockSegment): string {
  const where = `on ${block.nodes.join(', ')}`
  if (block.type === 'file') return `the file ${block.path} ${where}`
  return block.type === 'run' ? `a run block ${where}` : `the fault '${block.act}' ${where}`
}

/** What a block is made of, line by line. A fault is in its name already. */
const contentOf = (block: BlockSegment) =>
  block.type === 'run' ? block.code : block.type === 'file' ? block.content : ''

/** The lines that must be the same in both languages: all but comments, which each language writes for its readers. */
function binding({ block, line }: ReadBlock): { text: string; line: number }[] {
  const comment = block.type === 'file' && block.language === 'conf' ? /^\s*(#(?!!)|!)/ : /^\s*#(?!!)/
  return contentOf(block)
    .split('\n')
    .map((text, index) => ({ text: text.trimEnd(), line: line + 1 + index }))
    .filter(({ text }) => !comment.test(text))
}

/** Both texts have the same blocks in the same order. */
function sameBlocks(en: ParsedStep, zh: ParsedStep): Finding[] {
  const findings: Finding[] = []
  for (let i = 0; i < Math.max(en.blocks.length, zh.blocks.length); i++) {
    const [ours, theirs] = [en.blocks[i], zh.blocks[i]]
    if (!ours || !theirs) {
      const [has, lacks] = ours ? [en, zh] : [zh, en]
      const extra = ours ?? theirs
      const message = `${lacks.file} lacks this block: ${extra ? nameOf(extra.block) : ''}`
      if (extra) findings.push(error(has.file, { line: extra.line }, message, 'Both languages have the same blocks'))
      return findings
    }
    const [a, b] = [ours.block, theirs.block]
    const place = `${en.file}:${ours.line}`
    const traits = ({ block, hidden }: ReadBlock) =>
      JSON.stringify([
        nameOf(block),
        hidden,
        block.type === 'run' ? block.fails : block.type === 'file' && block.executable,
      ])
    if (traits(ours) !== traits(theirs)) {
      const what =
        nameOf(a) === nameOf(b)
          ? `the other fails, mode or ::: solution than in ${place}`
          : `${nameOf(b)}, in ${place} it is ${nameOf(a)}`
      const message = `The languages' blocks differ: here ${what}`
      findings.push(error(zh.file, { line: theirs.line }, message, 'Make the blocks the same, in the same order'))
      // Where one block is missing, all that follow differ: the first says enough.
      if (nameOf(a) !== nameOf(b)) return findings
      continue
    }
    const [first, second] = [binding(ours), binding(theirs)]
    const at = Array.from({ length: Math.max(first.length, second.length) }).findIndex(
      (_, j) => first[j]?.text !== second[j]?.text,
    )
    if (at >= 0) {
      const line = second[at]?.line ?? second.at(-1)?.line ?? theirs.line
      const other = first[at]?.line ?? first.at(-1)?.line ?? ours.line
      findings.push(
        error(zh.file, { line }, `This block differs from ${en.file}:${other}`, 'Only comment lines may differ'),
      )
    }
    if (a.type === 'run' && b.type === 'run' && a.expected !== b.expected) {
      const message = `The expected output differs from that of ${place}`
      findings.push(warning(zh.file, { line: theirs.line }, message, 'The machines say the same in both languages'))
    }
  }
  return findings
}

/** Chinese texts are written in Chinese. */
function chinese(file: YamlFile<unknown>, path: YamlPath, text: Both): Finding[] {
  if (/\p{Script=Han}/u.test(text.zh)) return []
  const message = `The Chinese text has no Chinese in it: '${text.zh}'`
  return [errorAt(file, [...path, 'zh'], message, 'Write it for Chinese readers')]
}

/** Both languages are there, say the same and are what they claim to be. */
export const bothLanguages: Rule = ({ lab, sources }) => {
  const { spec } = sources
  const findings = (['title', 'tagline', 'summary'] as const).flatMap((key) => chinese(spec, [key], lab.spec[key]))
  for (const { texts, checks } of sources.steps) {
    const { en, zh } = texts
    if (en && zh) findings.push(...sameBlocks(en, zh))
    for (const [what, text] of Object.entries({ title: zh?.title, 'first paragraph': zh?.excerpt }))
      if (zh && text && !/\p{Script=Han}/u.test(text))
        findings.push(
          error(zh.file, { line: 1 }, `The Chinese ${what} has no Chinese in it`, 'Write it for Chinese readers'),
        )
    checks.value?.forEach((check, i) => {
      findings.push(...chinese(checks, [i, 'title'], check.title), ...chinese(checks, [i, 'hint'], check.hint))
      check.hints.forEach(({ text }, j) => findings.push(...chinese(checks, [i, 'hints', j, 'text'], text)))
    })
  }
  return findings
}
