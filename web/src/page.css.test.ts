import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'

/** Classes without a style: browser tests find elements by them. */
const hooks = ['switchboard']
/** Classes of elements that a library makes. */
const foreign = /^xterm/

const source = fileURLToPath(new URL('.', import.meta.url))
const read = (ending: RegExp) =>
  (readdirSync(source, { recursive: true }) as string[])
    .filter((path) => ending.test(path) && !/\.test\./.test(path))
    .map((path) => ({ path, folder: dirname(path), text: readFileSync(join(source, path), 'utf8') }))

const sheets = read(/\.css$/).map((sheet) => ({ ...sheet, text: sheet.text.replace(/\/\*.*?\*\//gs, '') }))
const files = read(/\.tsx?$/)

const classesIn = (selector: string) => [...selector.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = '']) => name)

/** The selectors of a sheet, one by one. */
function selectors(text: string): string[] {
  const preludes = [...text.matchAll(/([^{};]+)\{/g)].map(([, prelude = '']) => prelude.trim())
  return preludes.filter((prelude) => !/^(@|from|to)/.test(prelude))
}

/** The classes that each of a list of selectors begins with: `a` and `b` in `.a.b .c`. */
function beginnings(selectors: string): string[][] {
  const inner = /:[\w-]+\(([^()]*)\)/g
  const first = (_: string, list: string) => (classesIn(list)[0] ? `.${classesIn(list)[0]}` : '')
  const flat = selectors
    .replace(/:(not|has)\([^()]*\)/g, '')
    .replace(inner, first)
    .replace(inner, first)
  return flat.split(',').map((one) => classesIn(one.split(/[\s>+~]+/).find((part) => part.includes('.')) ?? ''))
}

/** The texts that an expression can give; where a value follows right after a word, the word ends with `*`. */
function texts(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(texts)
  if (ts.isTemplateExpression(node)) {
    const before = [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text)
    // Of `is-${phase}`, the value is no class of its own.
    const values = node.templateSpans.flatMap(({ expression }, at) =>
      /\S$/.test(before[at] ?? '') ? [] : texts(expression),
    )
    return [...before.map((text) => `${text}*`), ...values]
  }
  if (ts.isBinaryExpression(node))
    return /[=<>]/.test(node.operatorToken.getText()) ? [] : [node.left, node.right].flatMap(texts)
  return ts.isJsxExpression(node) || ts.isParenthesizedExpression(node) ? node.getChildren().flatMap(texts) : []
}

/** What stands in `class=` of a component. */
function classesOf(path: string, text: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isJsxAttribute(node) && node.name.getText() === 'class' && node.initializer)
      found.push(...texts(node.initializer))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX))
  return found.flatMap((words) => words.split(/\s+/)).filter((word) => word && word !== '*')
}

/** Whether a class is one of those that a word with `*` begins. */
const isOne = (word: string) => (name: string) => word.endsWith('*') && name.startsWith(word.slice(0, -1))

const styled = new Set(sheets.flatMap(({ text }) => selectors(text).flatMap(classesIn)))

const code = files.map((file) => ({ ...file, classes: classesOf(file.path, file.text) }))

it('every class that the page uses has a style', () => {
  const known = (name: string) =>
    hooks.includes(name) || styled.has(name) || (name.endsWith('*') && [...styled].some(isOne(name)))
  expect(code.flatMap(({ classes }) => classes).filter((name) => !known(name))).toEqual([])
})

it('every class of the styles is one that the page uses', () => {
  const words = new Set(code.flatMap(({ text }) => text.match(/[\w-]+/g) ?? []))
  const begun = code.flatMap(({ classes }) => classes).filter((name) => name.endsWith('*'))
  const used = (name: string) => words.has(name) || begun.some((word) => isOne(word)(name)) || foreign.test(name)
  expect([...styled].filter((name) => !used(name))).toEqual([])
})

/** Of its own folder: that no other folder's styles have alone, and that a component there, or the frame around it, has. */
it('a selector begins with a class of its own folder', () => {
  const all = sheets.flatMap(({ folder, text }) =>
    selectors(text).flatMap((selector) => beginnings(selector).map((names) => ({ folder, selector, names }))),
  )
  const owners = (name: string) =>
    new Set(all.filter(({ names }) => names.length === 1 && names[0] === name).map(({ folder }) => folder))
  const strange = all.filter(({ folder, names }) => {
    const own = names.some((name) => [...owners(name)].every((owner) => owner === folder))
    const here = code.filter((file) => [folder, '.'].includes(file.folder)).flatMap(({ classes }) => classes)
    const used = names.some((name) => foreign.test(name) || here.some((word) => word === name || isOne(word)(name)))
    return folder !== 'ui' && !(own && used)
  })
  expect(strange.map(({ folder, selector }) => `${folder}: ${selector}`)).toEqual([])
})

it('a length is a token, or a property of its component', () => {
  const lengths = sheets.flatMap(({ path, text }) =>
    [...text.matchAll(/(?<=[{};])\s*([\w-]+):([^;{}]*)(?=[;}])/g)]
      .filter(([, property = '', value = '']) => /\d(px|rem)\b/.test(value) && !property.startsWith('--'))
      .map(([declaration]) => `${path}: ${declaration.trim()}`),
  )
  expect(lengths).toEqual([])
})
