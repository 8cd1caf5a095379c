import { expect, test } from 'vitest'
import { parseStep } from './markdown'

const parse = (body: string) => parseStep(`# Title\n\nFirst paragraph.\n\n${body}`, 'lab/01-step/en.md')
/** Lines of the body begin here. */
const start = 5
const bash = (words: string, code = 'true') => `\`\`\`bash ${words}\n${code}\n\`\`\`\n`

test('title and excerpt are plain text, and the title is in no segment', () => {
  const step = parseStep('# The `arp_ignore` *switch*\n\nWho has\n**10.0.0.100**?\n\nMore.', 'a/b/en.md')
  expect(step.title).toBe('The arp_ignore switch')
  expect(step.excerpt).toBe('Who has 10.0.0.100?')
  expect(step.segments).toEqual([{ type: 'html', html: '<p>Who has\n<strong>10.0.0.100</strong>?</p>\n<p>More.</p>' }])
  expect(step.findings).toEqual([])
})

test('a line break between Chinese characters is no space', () => {
  const step = parseStep('# 题\n\n真实服务器\n直接应答，\nVIP 不变。', 'a/b/zh.md')
  expect(step.excerpt).toBe('真实服务器直接应答， VIP 不变。')
  expect(step.segments).toEqual([{ type: 'html', html: '<p>真实服务器直接应答，\nVIP 不变。</p>' }])
})

test('a run block takes the console that follows it as its expected output', () => {
  const { segments } = parse(
    `${bash('run node=rs1,rs2 fails', 'curl x\n')}\n\`\`\`console\nno answer\n\`\`\`\n\n\`\`\`console\nanother\n\`\`\`\n`,
  )
  expect(segments.slice(1)).toEqual([
    { type: 'run', id: 'b1', nodes: ['rs1', 'rs2'], code: 'curl x', fails: true, expected: 'no answer' },
    { type: 'console', text: 'another' },
  ])
})

test('a console after a paragraph stands alone', () => {
  const { segments } = parse(`${bash('run node=rs1')}\nThen:\n\n\`\`\`console\nout\n\`\`\`\n`)
  expect(segments[1]).not.toHaveProperty('expected')
  expect(segments.at(-1)).toEqual({ type: 'console', text: 'out' })
})

test('a file block ends with one newline and is executable by its mode or its first line', () => {
  const { segments } = parse(
    '```conf file=/etc/a node=d1,d2\nx\n\n\n```\n```bash file=/b node=d1 mode=755\nx\n```\n```bash file=/c node=d1\n#!/bin/sh\n```\n```text file=/d node=d1 mode=640\nx\n```\n',
  )
  expect(segments[1]).toEqual({
    type: 'file',
    id: 'b1',
    nodes: ['d1', 'd2'],
    path: '/etc/a',
    content: 'x\n',
    language: 'conf',
    executable: false,
  })
  expect(segments.slice(2)).toMatchObject([{ executable: true }, { executable: true }, { executable: false }])
})

test('callouts hold segments; ids go on through them; a solution hides its blocks', () => {
  const { segments, blocks, findings } = parse(
    `${bash('run node=a')}\n::: predict What does \`ip a\` *show*?\nThis:\n\n${bash('run node=b')}\n:::\n\n:::: solution\n::: tip\n${bash('run node=c')}:::\n::::\n`,
  )
  expect(findings).toEqual([])
  expect(segments[2]).toMatchObject({
    type: 'callout',
    kind: 'predict',
    title: 'What does ip a show?',
    segments: [{ type: 'html' }, { type: 'run', id: 'b2', nodes: ['b'] }],
  })
  expect(segments[3]).toEqual({
    type: 'callout',
    kind: 'solution',
    segments: [
      { type: 'callout', kind: 'tip', segments: [{ type: 'run', id: 'b3', nodes: ['c'], code: 'true', fails: false }] },
    ],
  })
  expect(blocks.map(({ hidden }) => hidden)).toEqual([false, false, true])
})

test('prose is safe HTML: tags are text, links go to the web or to lessons', () => {
  const { segments, links, findings } = parse(
    '<b>x</b> [a](https://example.org/?q) [b](../02-arp/) [c](../../lvs-nat/01-gate/en.md)\n\n| a |\n|---|\n| 1 |',
  )
  const html = segments.map((segment) => ('html' in segment ? segment.html : '')).join('')
  expect(html).toContain('&lt;b&gt;x&lt;/b&gt; <a href="https://example.org/?q" rel="noreferrer" target="_blank">a</a>')
  expect(html).toContain('<a href="/labs/lab?step=02-arp">b</a> <a href="/labs/lvs-nat?step=01-gate">c</a>')
  expect(html).toContain('<table>')
  expect(links).toEqual([
    { lab: 'lab', step: '02-arp', href: '../02-arp/', line: start },
    { lab: 'lvs-nat', step: '01-gate', href: '../../lvs-nat/01-gate/en.md', line: start },
  ])
  expect(findings).toEqual([])
})

test.each(['javascript:alert(1)', 'data:text/html,x', '/etc', '//evil.example', '../../../out', '#part', 'vbscript:x'])(
  'a link to %s is refused',
  (href) => {
    const { segments, findings } = parse(`text\nand [x](${href})`)
    expect(JSON.stringify(segments)).not.toContain('href')
    expect(findings).toMatchObject([{ severity: 'error', line: start + 1, message: `A link to '${href}'` }])
  },
)

test.each([
  ['an unknown word', bash('run node=a fail'), start, /Unknown word 'fail'/, /'fails'/],
  ['a misspelt key', bash('run nod=a node=a'), start, /Unknown word 'nod=a'/, /'node='/],
  ['a run without a node', bash('run'), start, /without a node/, /node=/],
  ['a file without a node', '```conf file=/x\n```', start, /without a node/, /node=/],
  ['a run that is no bash', '```python run node=a\nx\n```', start, /'python'/, /bash/],
  ['a node for nothing', '```text node=a\nx\n```', start, /neither run nor written/, /Add run/],
  ['run and file at once', bash('run file=/x node=a'), start, /both/, /two blocks/],
  ['a relative path', '```conf file=x node=a\ny\n```', start, /no absolute path/, /\//],
  ['a wrong mode', '```conf file=/x node=a mode=rwx\ny\n```', start, /no file mode/, /755/],
  ['two nodes in two words', bash('run node=a node=b'), start, /twice/, /rs1,rs2/],
  ['nothing to run', bash('run node=a', ''), start, /Nothing to run/, /./],
  ['an unclosed callout', `x\n\n::: note\ny\n`, start + 2, /'::: note' is never closed/, /:::/],
  ['an unclosed fence', 'x\n\n```bash run node=a\ny\n', start + 2, /never closed/, /```/],
  ['an unknown callout', 'x\n\n::: hnit\ny\n:::\n', start + 2, /Unknown callout 'hnit'/, /note, tip/],
  ['a stray end', 'x\n\n:::\n', start + 2, /closes nothing/, /colons/],
  [
    'a block in a list',
    `- x\n\n  ${bash('run node=a').replaceAll('\n', '\n  ')}`,
    start + 2,
    /inside a list/,
    /End the list/,
  ],
  ['a second title', 'x\n\n# Another\n', start + 2, /second title/, /##/],
  ['a dead link in a table', '| a |\n|---|\n| 1 |\n| [x](#y) |\n', start + 3, /'#y'/, /https/],
  ['a picture', 'x\n![p](a.png)', start + 1, /not shown/, /words/],
] as const)('%s is found', (_, body, line, message, cure) => {
  const { findings } = parse(body)
  expect(findings).toContainEqual({
    severity: expect.any(String) as string,
    file: 'lab/01-step/en.md',
    line,
    message: expect.stringMatching(message) as string,
    cure: expect.stringMatching(cure) as string,
  })
})

test('a text without title or paragraph is found', () => {
  expect(parseStep('', 'a/b/en.md').findings.map(({ message }) => message)).toEqual(['No title', 'No first paragraph'])
})

test('a fault names its nodes and one of the acts known', () => {
  const { segments, findings } = parse('```fault node=db1\npower off\n```\n')
  expect(segments.slice(1)).toEqual([{ type: 'fault', id: 'b1', nodes: ['db1'], act: 'power off' }])
  expect(findings).toEqual([])
  const wrong = parse('```fault run\nset on fire\n```\n').findings.map(({ message }) => message)
  expect(wrong).toEqual(['A fault without a node', "'run' stands in a fault", "Unknown fault 'set on fire'"])
})
