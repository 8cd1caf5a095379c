import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/**
 * The one direction of imports. A place (a folder or file right under a side's root) may import itself, what is in the
 * layers below its own, and what `also` names; places of one layer know nothing of each other. A place in no layer is refused. Files make no circle, within a place neither.
 */
const sides = {
  'server/src': {
    layers: [
      ['main'],
      ['cli'],
      ['gateway'],
      ['classes'],
      ['labs'],
      ['terminal', 'check', 'observe', 'fault'],
      ['lab-node'],
      ['engine', 'agent', 'content', 'store'],
      ['config', 'log', 'errors', 'text', 'timeout', 'throttle', 'backoff', 'limited-output', 'crowd', 'meter'],
      ['contract'],
    ],
    also: { config: ['errors'], meter: ['crowd'] },
  },
  'web/src': {
    layers: [
      ['main'],
      ['lesson', 'terminal', 'check', 'topology', 'catalogue', 'traffic', 'classroom'],
      ['state'],
      ['api'],
      ['ui'],
      ['i18n'],
    ],
    // Both are open to all, and so to each other.
    also: { i18n: ['ui'] },
  },
}

/** Packages that only one place may import, and places that may import only these packages. */
const onlyFrom = { dockerode: 'server/src/engine' }
const onlyThese = { 'server/src/contract': ['zod'] }

const contract = 'server/src/contract'

/**
 * Where a path of this clone lies: its side and its place there; null outside of the sides. A file right under a
 * side's root that no layer names belongs to `main`: the frame that puts everything together.
 */
function locate(path) {
  for (const [side, { layers }] of Object.entries(sides)) {
    if (!path.startsWith(`${side}/`)) continue
    const [first, ...inner] = path.slice(side.length + 1).split('/')
    const name = first.replace(/\.\w+$/, '')
    const place = inner.length > 0 || layers.flat().includes(name) ? name : 'main'
    return { side, place, folder: `${side}/${place}` }
  }
  return null
}

/** The path in this clone that an import names, or null for a package. */
function target(root, file, source) {
  if (source.startsWith('.'))
    return relative(root, resolve(dirname(file), source))
      .split(sep)
      .join('/')
  if (source.startsWith('@contract/')) return source.replace('@contract', contract)
  return null
}

function packageProblem(from, source) {
  const name = source.split('/', source.startsWith('@') ? 2 : 1).join('/')
  if (onlyFrom[name] && from.folder !== onlyFrom[name]) return `Only ${onlyFrom[name]} imports ${name}`
  const allowed = onlyThese[from.folder]
  if (allowed && !allowed.includes(name)) return `${from.folder} imports only ${allowed.join(', ')} and itself`
  return null
}

function pathProblem(from, path) {
  const to = locate(path)
  if (to?.folder === from.folder || (to?.folder === contract && from.side === 'web/src')) return null
  if (to?.side !== from.side) return `${from.side} does not import ${path}`
  const { layers, also } = sides[from.side]
  const layer = (place) => layers.findIndex((places) => places.includes(place))
  for (const { place, folder } of [from, to])
    if (layer(place) < 0) return `${folder} is in no layer: see .config/import-direction.js`
  if (layer(to.place) > layer(from.place) || also[from.place]?.includes(to.place)) return null
  return `Imports point one way: ${from.place} does not import ${to.place}`
}

/** The files that a file of this clone imports from its own side, as paths in the clone. Read once: a lint run changes nothing. */
const imports = new Map()
function importsOf(root, path) {
  const known = imports.get(join(root, path))
  if (known) return known
  const text = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''
  const sources = [...text.matchAll(/(?:from|import) ?\(?'(\.[^']+)'/g)].map(([, source]) =>
    target(root, join(root, path), source),
  )
  const found = sources.flatMap((source) => ['.ts', '.tsx'].map((ending) => source + ending))
  imports.set(
    join(root, path),
    found.filter((file) => existsSync(join(root, file))),
  )
  return imports.get(join(root, path))
}

/** The way back to a file from one that it imports; null: there is none, as it should be. */
function wayBack(root, from, to) {
  const ways = ['.ts', '.tsx'].map((ending) => [to + ending])
  const seen = new Set()
  for (let way = ways.shift(); way; way = ways.shift()) {
    const last = way.at(-1)
    if (last === from) return way
    if (seen.has(last)) continue
    seen.add(last)
    for (const next of importsOf(root, last)) ways.push([...way, next])
  }
  return null
}

function circleProblem(root, from, path) {
  const way = wayBack(root, from, path)
  return way && `Imports make a circle: ${[from, ...way].join(' → ')}`
}

/** @type {import('eslint').Rule.RuleModule} */
export const importDirection = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join('/')
    const from = locate(file)
    if (!from) return {}
    const check = (node) => {
      const source = node.source?.value
      if (typeof source !== 'string') return
      const path = target(context.cwd, context.filename, source)
      const message =
        path === null
          ? packageProblem(from, source)
          : (pathProblem(from, path) ?? circleProblem(context.cwd, file, path))
      if (message) context.report({ node: node.source, message })
    }
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      TSImportType: check,
    }
  },
}
