import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Names in braces: of `{ type A, b as c }`, what they are called where they come from, and here. */
const listed = (braces = '') =>
  [...braces.matchAll(/(?:type )?(\w+)(?: as (\w+))?/g)].map(([, from, here]) => ({ from, here: here ?? from }))

/** Exported names of files (text by path) that no other file imports: `path: name`. */
function unusedExports(files) {
  const used = new Set()
  const exported = []
  for (const [path, text] of files) {
    const target = (source) => {
      const base = source.startsWith('.') ? posix.join(posix.dirname(path), source) : source
      const place = base.replace(/^@contract\//, 'server/src/contract/').replace(/\/$/, '')
      return ['', '.ts', '.tsx', '/index.ts'].map((end) => place + end).find((file) => files.has(file))
    }
    for (const [, braces, source] of text.matchAll(/^(?:import|export) (?:type )?(?:\{([^}]*)\}|[^'{]*) from '([^']+)'/gm))
      for (const name of braces === undefined ? ['*'] : listed(braces).map(({ from }) => from))
        used.add(`${target(source)}: ${name}`)
    for (const [, source] of text.matchAll(/\bimport\('([^']+)'\)/g)) used.add(`${target(source)}: *`)
    const declared = /^export (?:async |abstract |declare )*(?:function\*?|class|const|let|type|interface|enum) (\w+)/gm
    exported.push(...[...text.matchAll(declared)].map(([, name]) => ({ path, name })))
    for (const [, braces] of text.matchAll(/^export (?:type )?\{([^}]*)\}/gm))
      exported.push(...listed(braces).map(({ here }) => ({ path, name: here })))
  }
  const unused = ({ path, name }) => !used.has(`${path}: ${name}`) && !used.has(`${path}: *`)
  return exported.filter(unused).map(({ path, name }) => `${path}: ${name}`)
}

test('every exported name is imported by another file, be it a test', () => {
  const folders = ['server/src', 'server/test', 'server/bench', 'web/src', 'web/e2e']
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((path) => posix.join(folder, path)),
  )
  const sources = paths.filter((path) => /\.tsx?$/.test(path) && !path.includes('/node_modules/'))
  expect(unusedExports(new Map(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')])))).toEqual([])
})

test('a name that only its own file uses is found, whatever it is', () => {
  const files = {
    'server/src/a.ts': 'export const one = 1\nexport interface Two {}\nexport type { Three } from "./b"\none + one',
    'server/src/b.ts': "import { one } from './a'\nexport interface Three {}\nexport function four() {}",
    'server/src/c.ts': "import type {\n  Three as Other,\n} from './b'\nexport class Five {}",
    'web/src/d.tsx': "import * as all from '@contract/e'",
    'server/src/contract/e.ts': 'export const six = 6',
  }
  const found = ['a.ts: Two', 'a.ts: Three', 'b.ts: four', 'c.ts: Five'].map((name) => `server/src/${name}`)
  expect(unusedExports(new Map(Object.entries(files)))).toEqual(found)
})
