import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseYaml } from './yaml'

const schema = z.strictObject({
  kind: z.enum(['host', 'own']).default('host'),
  nodes: z.record(
    z.string().regex(/^[a-z]+$/, 'lower-case letters'),
    z.strictObject({
      address: z.ipv4('an IPv4 address such as 10.0.0.11'),
      memory: z.number().int().min(32).default(96),
      on: z.boolean().optional(),
    }),
  ),
  list: z.array(z.strictObject({ id: z.string().min(1) })).min(1),
})
const good = `nodes:
  a:
    address: 10.0.0.1
list:
  - id: x
`
const findings = (text: string) => parseYaml(text, 'lab/lab.yaml', schema).findings

test('a good file has a value with defaults and the places of its keys', () => {
  const file = parseYaml(good, 'lab/lab.yaml', schema)
  expect(file.value).toEqual({ kind: 'host', nodes: { a: { address: '10.0.0.1', memory: 96 } }, list: [{ id: 'x' }] })
  expect(file.at(['nodes', 'a', 'address'])).toEqual({ line: 3, column: 5 })
  expect(file.at(['list', 0, 'id'])).toEqual({ line: 5, column: 5 })
  expect(file.at(['nodes', 'a', 'memory'])).toEqual({ line: 2, column: 3 })
})

test.each([
  ['an unknown key', good.replace('address', 'adress'), 3, 5, "Unknown key 'adress'", "Did you mean 'address'?"],
  [
    'an unknown key far from any',
    good.replace('    address', '    zzz: 1\n    address'),
    3,
    5,
    "Unknown key 'zzz'",
    'Use one of: address, memory, on',
  ],
  [
    'a missing key',
    good.replace('address: 10.0.0.1', 'memory: 64'),
    2,
    3,
    "'nodes.a.address' is missing",
    'Add address: a text',
  ],
  [
    'a wrong format',
    good.replace('10.0.0.1', '10.0.0'),
    3,
    5,
    "nodes.a.address is '10.0.0'",
    'Give an IPv4 address such as 10.0.0.11',
  ],
  [
    'a wrong type',
    good.replace('10.0.0.1', '10.0.0.1\n    memory: much'),
    4,
    5,
    "nodes.a.memory is 'much'",
    'Give a number',
  ],
  ['too little', good.replace('10.0.0.1', '10.0.0.1\n    memory: 4'), 4, 5, 'nodes.a.memory is 4', 'Give at least 32'],
  ['a wrong choice', `kind: owm\n${good}`, 1, 1, "kind is 'owm'", "Did you mean 'own'?"],
  ['a wrong name', good.replace('  a:', '  A1:'), 2, 3, "'A1' is no proper name here", 'Use lower-case letters'],
  ['an empty list', good.replace('\n  - id: x', ' []'), 4, 1, 'list is an empty list', 'Give at least 1'],
  ['an empty text', good.replace('id: x', "id: ''"), 5, 5, 'list[0].id is empty', 'Write the text'],
  ['a key twice', `${good}list: []\n`, 6, 1, /^This is not YAML: Map keys must be unique/, /./],
  ['bad YAML', 'nodes: [\n', 2, 1, /^This is not YAML/, /./],
  ['an empty file', '', 1, 1, 'the file is null', 'Give keys and values'],
] as const)('%s is found where it is written', (_, text, line, column, message, cure) => {
  const found = findings(text)
  const match = (expected: string | RegExp) =>
    typeof expected === 'string' ? expected : (expect.stringMatching(expected) as string)
  expect(found).toContainEqual({
    severity: 'error',
    file: 'lab/lab.yaml',
    line,
    column,
    message: match(message),
    cure: match(cure),
  })
})

test('an alias without its anchor is found', () => {
  expect(findings('nodes: *gone\n')).toMatchObject([
    { severity: 'error', line: 1, message: expect.stringContaining('gone') as string },
  ])
})
