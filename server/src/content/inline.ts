/** The words of a paragraph, heading or cell: plain text, links, and what must not stand there. */
import type { Token } from 'markdown-it'
import { type Finding, error } from './finding'
import { pageOf, readLink } from './link'
import { nearest } from './nearest'

export const callouts = ['note', 'tip', 'warning', 'predict', 'solution'] as const

/** A link to another lab or step. */
export interface LessonLink {
  lab: string
  step?: string
  /** As written. */
  href: string
  line: number
}

const han = /\p{Script=Han}|[，。；：？！、（）「」《》“”]/u

/** Whether a line break between two texts is a space; inside Chinese text it is none. */
export function breakIsSpace(before: string, after: string): boolean {
  return !han.test([...before].at(-1) ?? '') || !han.test([...after][0] ?? '')
}

/** The words of an inline token without their markup. */
export function plain(inline: Token | undefined): string {
  const lines = ['']
  for (const { type, content } of inline?.children ?? []) {
    if (type === 'softbreak' || type === 'hardbreak') lines.push('')
    else lines.push((lines.pop() ?? '') + content)
  }
  return lines.reduce((text, line) => text + (breakIsSpace(text, line) ? ' ' : '') + line).trim()
}

/** What an inline token that begins on `line` has in it. Makes its links lead where they may, and takes pictures out. */
export function vetInline(inline: Token, line: number, file: string): { findings: Finding[]; links: LessonLink[] } {
  const findings: Finding[] = []
  const links: LessonLink[] = []
  const lines = inline.content.split('\n')
  const placeOf = (text: string) => {
    const offset = lines.findIndex((content) => content.includes(text))
    return { line: line + Math.max(0, offset) }
  }

  lines.forEach((text, i) => {
    if (text.startsWith(':::')) findings.push(strayCallout(text, file, line + i))
  })
  for (const token of inline.children ?? []) {
    if (token.type === 'image') {
      const place = placeOf(String(token.attrGet('src') ?? ''))
      findings.push(error(file, place, 'Pictures are not shown', 'Say it in words, or draw it in a ```text block'))
      token.type = 'text'
    }
    if (token.type !== 'link_open') continue
    const href = String(token.attrGet('href') ?? '')
    const link = readLink(href, file)
    const place = placeOf(href)
    token.attrs = []
    if (link.kind === 'refused') {
      const cure = 'Link to https://…, or to a lab or step by its folder, such as ../02-arp'
      findings.push(error(file, place, `A link to '${href}'`, cure))
      continue
    }
    token.attrSet('href', link.kind === 'web' ? href : pageOf(link))
    if (link.kind === 'lesson') {
      links.push({ lab: link.lab, ...(link.step && { step: link.step }), href, ...place })
      continue
    }
    token.attrSet('rel', 'noreferrer')
    token.attrSet('target', '_blank')
  }
  return { findings, links }
}

/** Three colons that Markdown would quietly show as text. */
function strayCallout(text: string, file: string, line: number): Finding {
  const name = /^:+\s*(\S*)/.exec(text)?.[1]
  if (!name) {
    const cure = 'Take it away; to put one callout in another, give the outer one more colons'
    return error(file, { line }, "A ':::' that closes nothing", cure)
  }
  const close = nearest(name, callouts)
  const cure = close ? `Did you mean '${close}'?` : `Use one of: ${callouts.join(', ')}`
  return error(file, { line }, `Unknown callout '${name}'`, cure)
}
