import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import { expect, it } from 'vitest'
import { importDirection } from './import-direction.js'

/** What the rule says about `code` in the file at `path`. */
function complaints(path, code, cwd = '/clone') {
  const config = {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { lvs: { rules: { 'import-direction': importDirection } } },
    languageOptions: { parser: tseslint.parser },
    rules: { 'lvs/import-direction': 'error' },
  }
  return new Linter({ cwd }).verify(code, [config], join(cwd, path)).map(({ message }) => message)
}

it.each([
  ['server/src/main.ts', './cli/verify', './engine/engine'],
  ['server/src/cli/serve.ts', '../gateway/http', '../labs/workspace', '@contract/view', 'node:fs'],
  ['server/src/gateway/socket.ts', './access', '../classes/people', '../terminal/shell'],
  ['server/src/labs/running-lab.ts', '../check/run', '../lab-node', '../store/progress', './entry'],
  ['server/src/lab-node.ts', './agent/client', './engine/machine'],
  ['server/src/engine/machine.ts', 'dockerode', '../errors', '../config'],
  ['server/src/config.ts', './errors'],
  ['server/src/contract/view.ts', 'zod', './lesson'],
  ['web/src/main.tsx', './lesson/text', './api/socket', './ui/tokens.css'],
  ['web/src/bar.tsx', './help', './check/row', './state/lab'],
  ['web/src/lesson/text.tsx', '../state/lab', '../i18n/text', '../ui/button', '@contract/view', 'preact'],
  ['server/test/lab.test.ts', '../src/lab-node', '../src/labs/running-lab'],
])('%s may import what lies below it', (path, ...sources) => {
  expect(sources.flatMap((source) => complaints(path, `import '${source}'`))).toEqual([])
})

it.each([
  ['server/src/terminal/shell.ts', '../check/run', 'terminal does not import check'],
  ['server/src/terminal/shell.ts', '../labs/running-lab', 'terminal does not import labs'],
  ['server/src/agent/client.ts', '../engine/machine', 'agent does not import engine'],
  ['server/src/engine/machine.ts', '../agent/client', 'engine does not import agent'],
  ['server/src/labs/running-lab.ts', '../classes/people', 'labs does not import classes'],
  ['server/src/classes/classes.ts', '../gateway/http', 'classes does not import gateway'],
  ['server/src/errors.ts', './config', 'errors does not import config'],
  ['server/src/contract/view.ts', '../errors', 'contract does not import errors'],
  ['server/src/contract/view.ts', 'node:fs', 'imports only zod'],
  ['server/src/labs/running-lab.ts', 'dockerode', 'Only server/src/engine imports dockerode'],
  ['server/src/labs/running-lab.ts', '../../../web/src/state/lab', 'server/src does not import web'],
  ['server/src/odd/thing.ts', '../errors', 'is in no layer'],
  ['web/src/state/lab.ts', '../lesson/text', 'state does not import lesson'],
  ['web/src/lesson/text.tsx', '../terminal/pane', 'lesson does not import terminal'],
  ['web/src/lesson/text.tsx', '../keyboard', 'lesson does not import main'],
  ['web/src/ui/button.tsx', '../state/lab', 'ui does not import state'],
  ['web/src/lesson/text.tsx', '../../../server/src/errors', 'web/src does not import server'],
])('%s may not import %s', (path, source, message) => {
  expect(complaints(path, `import '${source}'`)).toEqual([expect.stringContaining(message)])
})

it.each([
  "import type { RunningLab } from '../labs/running-lab'",
  "export * from '../labs/running-lab'",
  "export { RunningLab } from '../labs/running-lab'",
  "export const late = import('../labs/running-lab')",
  "export type Late = import('../labs/running-lab').RunningLab",
])('sees %s', (code) => {
  expect(complaints('server/src/engine/machine.ts', code)).toHaveLength(1)
})

it('names the files of a circle, and no file that only leads to one', () => {
  const clone = mkdtempSync(join(tmpdir(), 'lvs-circle-'))
  try {
    const files = { a: 'b', b: 'c', c: 'b', d: 'e', e: '' }
    mkdirSync(join(clone, 'server/src/labs'), { recursive: true })
    const code = (imported) => (imported ? `import type { X } from './${imported}'` : 'export {}')
    for (const [name, imported] of Object.entries(files))
      writeFileSync(join(clone, `server/src/labs/${name}.ts`), code(imported))
    const said = Object.entries(files).map(([name, imported]) =>
      complaints(`server/src/labs/${name}.ts`, code(imported), clone).join(),
    )
    const way = (...names) => `Imports make a circle: ${names.map((name) => `server/src/labs/${name}.ts`).join(' → ')}`
    expect(said).toEqual(['', way('b', 'c', 'b'), way('c', 'b', 'c'), '', ''])
  } finally {
    rmSync(clone, { recursive: true })
  }
})
