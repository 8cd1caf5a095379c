import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'

/** Classes without a style: browser tests find elements by them. */
const hooks = ['switchboard']
/** Classes from elsewhere: of elements that a library makes, and the kinds of callouts that lessons name. */
const foreign = /^(xterm.*|tip|warning)$/

/** Properties that code names by a word of its own: icons, servers, colours of terminals. */
const families = ['--i-', '--rs-', '--ansi-', '--selection']

const source = fileURLToPath(new URL('.', import.meta.url))
const read = (ending: RegExp) =>
  (readdirSync(source, { recursive: true }) as string[])
    .filter((path) => ending.test(path) && !/\.test\./.test(path))
    .map((path) => ({ path, folder: dirname(path), text: readFileSync(join(source, path), 'utf8') }))

const sheets = read(/\.css$/).map((sheet) => ({ ...sheet, text: sheet.text.replace(/\/\*.*?\*\//gs, '') }))

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

/** Words of a file: those in `class=` of its components, and those in any text of its code. */
function wordsOf(path: string, text: string): { classes: string[]; words: string[] } {
  const classes: string[] = []
  const words: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isJsxAttribute(node) && /^(class|button)$/.test(node.name.getText()) && node.initializer)
      classes.push(...texts(node.initializer))
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      words.push(...node.text.split(/\s+/))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX))
  return { classes: classes.flatMap((name) => name.split(/\s+/)).filter((name) => name && name !== '*'), words }
}

/** Whether a class is one of those that a word with `*` begins. */
const isOne = (word: string) => (name: string) => word.endsWith('*') && name.startsWith(word.slice(0, -1))

const styled = new Set(sheets.flatMap(({ text }) => selectors(text).flatMap(classesIn)))

// The dictionaries have words of all kinds, and no class.
const code = read(/\.tsx?$/)
  .filter(({ folder }) => folder !== 'i18n')
  .map((file) => ({ ...file, ...wordsOf(file.path, file.text) }))
const classes = code.flatMap((file) => file.classes)

it('every class that the page uses has a style', () => {
  const known = (name: string) =>
    hooks.includes(name) || styled.has(name) || (name.endsWith('*') && [...styled].some(isOne(name)))
  expect(classes.filter((name) => !known(name))).toEqual([])
})

it('every class of the styles is one that the page uses', () => {
  const words = new Set(code.flatMap((file) => file.words))
  const used = (name: string) => words.has(name) || classes.some((word) => isOne(word)(name)) || foreign.test(name)
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

it('every property has a use', () => {
  const text = [...sheets, ...code].map((file) => file.text).join('\n')
  const defined = new Set(
    sheets.flatMap((sheet) => [...sheet.text.matchAll(/\s(--[\w-]+):/g)].map(([, name = '']) => name)),
  )
  const used = (name: string) =>
    text.includes(`var(${name})`) || text.includes(`var(${name},`) || families.some((family) => name.startsWith(family))
  expect([...defined].filter((name) => !used(name))).toEqual([])
})
