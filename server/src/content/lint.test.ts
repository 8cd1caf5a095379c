import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { edit, fixtureLabs, freshLabs, lineOf, write } from './testing'
import { lintLab } from './lint'
import { loadLabs } from './load'

async function lint(root: string) {
  const all = await loadLabs(root)
  const tiny = all.find(({ id }) => id === 'tiny')
  return tiny ? lintLab(tiny, all) : []
}

test('the tiny lab is clean', async () => {
  expect(await lint(fixtureLabs)).toEqual([])
})

const lab = 'tiny/lab.yaml'
const step = 'tiny/01-first-request'
const [en, zh, checks, mistakes, alternatives] = (
  ['en.md', 'zh.md', 'checks.yaml', 'mistakes.yaml', 'alternatives.yaml'] as const
).map((name) => `${step}/${name}`) as [string, string, string, string, string]

/** What is changed, what to, and what is found: by default where the new text begins. */
interface Case {
  in: string
  from: string
  to: string
  message: RegExp
  cure?: RegExp
  /** Both languages' texts get the same change. */
  both?: boolean
  severity?: 'warning'
  /** The line of the finding where that is another one, or a text on it. */
  at?: string | number
  file?: string
}

const cases: Record<string, Case> = {
  'an unknown key': { in: lab, from: 'role: client', to: 'rol: client', message: /Unknown key 'rol'/, cure: /'role'/ },
  'an unknown node in a block': {
    in: en,
    both: true,
    from: 'node=rs1',
    to: 'node=rs2',
    message: /no node 'rs2'/,
    cure: /'rs1'/,
  },
  'an unknown node in a check': {
    in: checks,
    from: 'node: client',
    to: 'node: clinet',
    message: /no node 'clinet'/,
    cure: /'client'/,
  },
  'an unknown node in a hint': { in: checks, from: 'node: rs1', to: 'node: rs9', message: /no node 'rs9'/ },
  'an unknown node in a mistake': { in: mistakes, from: 'node: rs1', to: 'node: rs9', message: /no node 'rs9'/ },
  'two nodes with one address': {
    in: lab,
    from: 'address: 10.0.0.21',
    to: 'address: 10.0.0.50',
    message: /rs1 and client both have 10\.0\.0\.50/,
  },
  'an address outside the network': {
    in: lab,
    from: 'address: 10.0.0.50',
    to: 'address: 10.0.1.50',
    message: /outside 10\.0\.0\.0\/24/,
  },
  'the network as an address': {
    in: lab,
    from: 'address: 10.0.0.50',
    to: 'address: 10.0.0.255',
    message: /network's own/,
  },
  'a virtual address that a node has': {
    in: lab,
    from: 'cidr: 10.0.0.0/24',
    to: 'cidr: 10.0.0.0/24\n  vips: [10.0.0.21]',
    at: 'vips',
    message: /rs1's own/,
  },
  'a stray address in the text': {
    in: en,
    from: 'answers at 10.0.0.21',
    to: 'answers at 10.0.0.22',
    message: /10\.0\.0\.22 belongs to no node/,
    cure: /10\.0\.0\.21/,
  },
  'a stray address in a block': {
    in: en,
    both: true,
    from: 'http://10.0.0.21/\n',
    to: 'http://10.0.9.9/\n',
    message: /10\.0\.9\.9 belongs to no node/,
  },
  'a stray address in a check': {
    in: checks,
    from: 'http://10.0.0.21/',
    to: 'http://10.0.0.31/',
    message: /10\.0\.0\.31 belongs/,
  },
  'a stray address in a regular expression': {
    in: checks,
    from: 'grep -q Hello',
    to: String.raw`grep -q '10\.0\.0\.31'`,
    message: /10\.0\.0\.31 belongs/,
  },
  'a stray address in a file': {
    in: lab,
    from: 'listen 80',
    to: 'listen 10.0.0.77:80',
    message: /10\.0\.0\.77 belongs/,
    cure: /mentions/,
  },
  'another command in Chinese': {
    in: zh,
    from: 'tee /root/answer.txt',
    to: 'tee /root/reply.txt',
    message: /differs from tiny\/01-first-request\/en\.md:30/,
  },
  'another node in Chinese': {
    in: zh,
    from: 'run node=client',
    to: 'run node=rs1',
    message: /blocks differ: here a run block on rs1, in .*en\.md:5 it is a run block on client/,
  },
  'another file in Chinese': {
    in: zh,
    from: 'file=/var/www/html/index.html',
    to: 'file=/var/www/index.html',
    message: /the file \/var\/www\/index\.html/,
  },
  'another mode in Chinese': {
    in: zh,
    from: 'index.html node=rs1',
    to: 'index.html node=rs1 mode=755',
    message: /fails, mode or/,
  },
  'a block that only Chinese has': {
    in: zh,
    from: '## 换',
    to: '```bash run node=rs1\ntrue\n```\n\n## 换',
    message: /blocks differ/,
    at: 'run node=rs1',
  },
  'a last block that only English has': {
    in: en,
    from: '| tee /root/answer.txt\n```',
    to: '| tee /root/answer.txt\n```\n```bash run node=rs1\ntrue\n```',
    at: 'run node=rs1',
    message: /zh\.md lacks this block: a run block on rs1/,
  },
  'another output in Chinese': {
    in: zh,
    from: 'rs1\nThis page',
    to: 'rs1\nThat page',
    at: 5,
    severity: 'warning',
    message: /expected output differs/,
  },
  'a Chinese title in English': {
    in: lab,
    from: 'zh: 一台网站服务器',
    to: 'zh: A server',
    message: /no Chinese in it: 'A server'/,
  },
  'a Chinese check in English': { in: checks, from: 'zh: rs1 返回新网页', to: 'zh: rs1', at: 5, message: /no Chinese/ },
  'a Chinese hint in English': {
    in: checks,
    from: 'zh: rs1 上没有运行 nginx。请在 rs1 上执行 `service nginx start` 启动它。',
    to: 'zh: nginx',
    message: /no Chinese/,
  },
  "a Chinese step's title in English": { in: zh, from: '第一个请求', to: 'First request', message: /Chinese title/ },
  'a check twice': {
    in: checks,
    from: 'id: answer-kept',
    to: 'id: new-page',
    at: '- id: new-page',
    file: checks,
    message: /A second check 'new-page'/,
  },
  'a hint twice': {
    in: checks,
    from: '    - id: nginx-down',
    to: '    - { id: nginx-down, when: x, text: { en: x, zh: 无 } }\n    - id: nginx-down',
    at: '    - id: nginx-down',
    message: /A second hint 'nginx-down'/,
  },
  'a mistake twice': {
    in: mistakes,
    from: 'id: old-answer',
    to: 'id: nginx-stopped',
    at: 'id: nginx-stopped',
    message: /A second mistake/,
  },
  'a step twice': {
    in: lab,
    from: 'steps:',
    to: 'steps:\n  - { id: 01-first-request, minutes: 1 }',
    message: /A second step/,
    at: 'minutes: 3',
  },
  "a hint by the general one's name": {
    in: checks,
    from: 'id: nginx-down',
    to: 'id: general',
    message: /check's own hint/,
  },
  'a check without hint': {
    in: checks,
    from: '  hint:\n    en: The page',
    to: '  hunt:\n    en: The page',
    message: /'\[0\]\.hint' is missing/,
    at: '- id: new-page',
  },
  'an unknown check in after': {
    in: checks,
    from: 'after: [new-page]',
    to: 'after: [new-pag]',
    message: /comes after 'new-pag'/,
    cure: /'new-page'/,
  },
  'checks that wait for each other': {
    in: checks,
    from: '- id: new-page',
    to: '- id: new-page\n  after: [answer-kept]',
    at: 'after: [answer-kept]',
    message: /new-page after answer-kept after new-page/,
  },
  'a check that waits for itself': {
    in: checks,
    from: 'after: [new-page]',
    to: 'after: [answer-kept]',
    message: /answer-kept after answer-kept/,
  },
  'a mistake for no check': { in: mistakes, from: 'check: new-page', to: 'check: page', message: /caught by 'page'/ },
  'a mistake for no hint': {
    in: mistakes,
    from: 'hint: nginx-down',
    to: 'hint: nginx-up',
    message: /'new-page' has no hint 'nginx-up'/,
  },
  'an unknown node in an alternative': {
    in: alternatives,
    from: 'node: client',
    to: 'node: clinet',
    message: /no node 'clinet'/,
    cure: /'client'/,
  },
  'an alternative twice': {
    in: alternatives,
    from: 'id: not-on-the-screen',
    to: 'id: own-words',
    message: /A second alternative/,
  },
  'an alternative to no block': {
    in: alternatives,
    from: 'instead: b2',
    to: 'instead: b4',
    message: /the block 'b4', which the step has not/,
    cure: /b1 to b3/,
  },
  "an alternative to another node's block": {
    in: alternatives,
    from: 'instead: b2',
    to: 'instead: b3',
    message: /is made on rs1, but 'b3' is for other nodes/,
    cure: /client/,
  },
  'an unknown lab to do first': {
    in: lab,
    from: 'order: 99',
    to: 'order: 99\nbefore: [tinny]',
    severity: 'warning',
    at: 'before',
    message: /no other lab 'tinny'/,
  },
  'a link to no lab': {
    in: en,
    from: '## A page',
    to: 'See [that](../../lvs-x).\n\n## A page',
    at: 'lvs-x',
    message: /'..\/..\/lvs-x' leads nowhere/,
  },
  'a link to no step': {
    in: en,
    from: '## A page',
    to: 'See\n[that](../02-x).\n\n## A page',
    at: '../02-x',
    message: /leads nowhere/,
    cure: /02-x is no step of tiny/,
  },
  'a kernel without room': {
    in: lab,
    from: 'role: client',
    to: 'role: client\n    kernel: own\n    memory: 48',
    at: 'memory: 48',
    message: /48 MiB/,
    cure: /64/,
  },
  'a disk on the host’s kernel': {
    in: lab,
    from: 'role: client',
    to: 'role: client\n    disk: 32',
    at: 'disk: 32',
    message: /has a disk/,
    cure: /kernel: own/,
  },
}

test.each(Object.entries(cases))('%s is found', async (_, { both, severity = 'error', ...change }) => {
  const root = freshLabs()
  edit(root, change.in, change.from, change.to)
  if (both) edit(root, zh, change.from, change.to)
  const file = change.file ?? change.in
  const found = await lint(root)
  const about = found.filter((finding) => finding.file === file && change.message.test(finding.message))
  expect(about, JSON.stringify(found)).toHaveLength(1)
  expect(about[0]).toMatchObject({
    severity,
    ...(change.cure && { cure: expect.stringMatching(change.cure) as string }),
  })
  expect(about[0]?.cure).not.toBe('')
  const at = change.at ?? change.to.trim()
  expect(about[0]?.line).toBe(typeof at === 'number' ? at : lineOf(root, file, at))
})

test('steps without alternatives are listed, unless they say that there are none', async () => {
  const root = freshLabs()
  write(root, alternatives, '[]\n')
  expect(await lint(root)).toEqual([])
  rmSync(join(root, alternatives))
  expect(await lint(root)).toMatchObject([
    {
      severity: 'warning',
      file: lab,
      line: lineOf(root, lab, 'steps:'),
      message: expect.stringContaining('in 01-first-request:') as string,
    },
  ])
})

test.each([
  ['a comment in Chinese', zh, '# 结果既显示在屏幕上，也写入文件。\n', '# 一行\n# 又一行\n'],
  ['the network and its broadcast address', en, 'answers at', 'of 10.0.0.0/24 and 10.0.0.255 answers at'],
  ['an address of quite another network', en, 'answers at', '(not 192.168.7.7) answers at'],
  [
    'a wrong address in a mistake',
    mistakes,
    'service nginx stop',
    'service nginx stop; ip addr add 10.0.0.99/24 dev eth0',
  ],
  ['a mentioned address', lab, 'cidr: 10.0.0.0/24', 'cidr: 10.0.0.0/24\n  mentions: [10.0.7.1]'],
  ['a version that looks like an address', en, 'answers at', '1.10.0.0.99 answers at'],
  ['a link to another lab', en, '## A page', '[Back](../../tiny/01-first-request/)\n\n## A page'],
])('%s is fine', async (_, file, from, to) => {
  const root = freshLabs()
  edit(root, file, from, to)
  expect(await lint(root)).toEqual([])
})

test('findings come by file and line, those of loading among them', async () => {
  const root = freshLabs()
  edit(root, checks, 'node: client', 'node: nobody')
  edit(root, checks, 'zh: rs1 返回新网页', 'zh: rs1')
  edit(root, en, '```bash run node=client', '```bash run node=client twice')
  const found = await lint(root)
  expect(found.map(({ file, line }) => `${file}:${line}`)).toEqual([`${checks}:2`, `${checks}:5`, `${en}:5`])
})
