/** A step's text: Markdown in, segments out. */
import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it'
import container from 'markdown-it-container'
import { type FaultAct, faultActs } from '@contract/fault'
import type { BlockSegment, Segment } from '@contract/view'
import { readInfo } from './fence'
import { type Finding, error, warning } from './finding'
import { type LessonLink, breakIsSpace, callouts, plain, vetInline } from './inline'

export interface ParsedStep {
  /** Relative to the labs folder. */
  file: string
  /** The Markdown. */
  source: string
  title: string
  /** First paragraph, plain. */
  excerpt: string
  segments: Segment[]
  findings: Finding[]
  /** Blocks in order, each with the line of its opening fence. */
  blocks: { block: BlockSegment; line: number; hidden: boolean }[]
  /** Links to labs and steps. */
  links: LessonLink[]
}

type Callout = (typeof callouts)[number]
const calloutOf = (token: Token) => callouts.find((kind) => token.type === `container_${kind}_open`)

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false })
// The plug-in's types are those of an older markdown-it.
const callout = container as unknown as (parser: Parser, kind: string, options: object) => void
for (const kind of callouts)
  markdown.use(callout, kind, { validate: (params: string) => params.trim().split(/\s+/)[0] === kind })
// Every target becomes a link token, so that a refused one has a line to report; `vetInline` decides.
markdown.validateLink = () => true
markdown.renderer.rules['softbreak'] = (tokens, index) =>
  breakIsSpace(tokens[index - 1]?.content ?? '', tokens[index + 1]?.content ?? '') ? '\n' : ''

/** Reads one step's text. Never throws: what is wrong is in the findings. `file` is relative to the labs folder. */
export function parseStep(source: string, file: string): ParsedStep {
  return new StepReader(source, file).read()
}

class StepReader {
  private readonly lines: string[]
  private readonly findings: Finding[] = []
  private readonly blocks: ParsedStep['blocks'] = []
  private readonly links: ParsedStep['links'] = []

  constructor(
    private readonly source: string,
    private readonly file: string,
  ) {
    this.lines = source.split('\n')
  }

  read(): ParsedStep {
    const { file, source, findings, blocks, links } = this
    const tokens = markdown.parse(source, {})
    let line = 1
    for (const token of tokens) {
      // Cells of a table know no line of their own: their row's is the nearest.
      if (token.map) line = this.lineOf(token)
      if (token.type !== 'inline') continue
      const found = vetInline(token, line, file)
      findings.push(...found.findings)
      links.push(...found.links)
    }
    const title = this.takeTitle(tokens)
    const opening = tokens.findIndex(({ type, level }) => type === 'paragraph_open' && level === 0)
    const excerpt = opening < 0 ? '' : plain(tokens[opening + 1])
    if (!excerpt)
      this.bad(
        1,
        'No first paragraph',
        'Begin with a paragraph that says what the step is about: lists of steps show it',
      )
    const segments = this.segments(tokens, this.lines.length, false)
    return { file, source, title, excerpt, segments, findings, blocks, links }
  }

  private bad(line: number, message: string, cure: string): void {
    this.findings.push(error(this.file, { line }, message, cure))
  }

  private lineOf(token: Token): number {
    return (token.map?.[0] ?? 0) + 1
  }

  /** Takes the first heading of level 1 out of the tokens. */
  private takeTitle(tokens: Token[]): string {
    const heads = tokens.filter(({ type, tag, level }) => type === 'heading_open' && tag === 'h1' && level === 0)
    const [first, second] = heads
    if (!first) {
      this.bad(1, 'No title', 'Begin with a line such as # Look around')
      return ''
    }
    if (second)
      this.findings.push(
        warning(this.file, { line: this.lineOf(second) }, 'A second title', 'Use ## for headings inside a step'),
      )
    const at = tokens.indexOf(first)
    const title = plain(tokens[at + 1])
    if (!title) this.bad(this.lineOf(first), 'The title is empty', 'Write the title after #')
    tokens.splice(at, 3)
    return title
  }

  /** Segments of tokens that lie side by side; `end` is the line after the last of their parent. */
  private segments(tokens: Token[], end: number, hidden: boolean): Segment[] {
    const segments: Segment[] = []
    let html: Token[] = []
    let depth = 0
    let run: Extract<Segment, { type: 'run' }> | undefined
    const flush = () => {
      const text = markdown.renderer.render(html, markdown.options, {}).trim()
      if (text) segments.push({ type: 'html', html: text })
      html = []
    }
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]
      if (!token) break
      const callout = calloutOf(token)
      if (depth === 0 && callout) {
        flush()
        const close = tokens.findIndex((other, j) => j > i && other.level === token.level && other.nesting === -1)
        segments.push(this.callout(callout, token, tokens.slice(i + 1, close), end, hidden))
        i = close
        run = undefined
      } else if (depth === 0 && token.type === 'fence') {
        flush()
        const segment = this.fence(token, hidden, run)
        if (segment) segments.push(segment)
        run = segment?.type === 'run' ? segment : undefined
      } else {
        if (callout || (token.type === 'fence' && readInfo(token.info).fence.kind !== 'console'))
          this.bad(this.lineOf(token), `A ${callout ?? 'block'} inside a list or quotation`, 'End the list before it')
        depth += token.nesting
        html.push(token)
        run = undefined
      }
    }
    flush()
    return segments
  }

  private callout(kind: Callout, open: Token, inside: Token[], end: number, hidden: boolean): Segment {
    const last = open.map?.[1] ?? end
    if (last >= end || !/^\s*:{3,}\s*$/.test(this.lines[last] ?? ''))
      this.bad(this.lineOf(open), `'::: ${kind}' is never closed`, 'Close it with a line :::')
    const title = plain(markdown.parseInline(open.info.trim().slice(kind.length).trim(), {})[0])
    const segments = this.segments(inside, last, hidden || kind === 'solution')
    return { type: 'callout', kind, ...(title && { title }), segments }
  }

  private act(text: string, line: number): FaultAct {
    const act = faultActs.find((known) => known === text)
    if (!act) this.bad(line, `Unknown fault '${text}'`, `One of: ${faultActs.join(', ')}`)
    return act ?? faultActs[0]
  }

  /** A fence as a segment; null when it became the output of the command before it. */
  private fence(token: Token, hidden: boolean, before: Extract<Segment, { type: 'run' }> | undefined): Segment | null {
    const line = this.lineOf(token)
    const { fence, complaints } = readInfo(token.info)
    for (const { message, cure } of complaints) this.bad(line, message, cure)
    if (!this.lines[(token.map?.[1] ?? 0) - 1]?.trim().startsWith(token.markup) || token.map?.[1] === line)
      this.bad(line, 'The code block is never closed', `Close it with a line ${token.markup}`)
    const text = token.content.replace(/\n+$/, '')
    if (fence.kind === 'console') {
      if (!fence.console || !before) return { type: 'console', text }
      before.expected = text
      return null
    }
    const id = `b${this.blocks.length + 1}`
    if (fence.kind === 'run' && !text.trim())
      this.bad(line, 'Nothing to run', 'Write the command, or take the block away')
    const { nodes } = fence
    const block = ((): BlockSegment => {
      if (fence.kind === 'run') return { type: 'run', id, nodes, code: text, fails: fence.fails }
      if (fence.kind === 'fault') return { type: 'fault', id, nodes, act: this.act(text.trim(), line) }
      const { path, language } = fence
      const executable = fence.executable || text.startsWith('#!')
      return { type: 'file', id, nodes, path, content: `${text}\n`, language, executable }
    })()
    this.blocks.push({ block, line, hidden })
    return block
  }
}
