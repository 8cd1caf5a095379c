/** YAML read against a schema, with every error at its line and column. */
import { type Document, type Node, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { type Finding, type Place, error } from './finding'
import { didYouMean } from './nearest'

export type YamlPath = readonly PropertyKey[]

export interface YamlFile<T> {
  /** Relative to the labs folder. */
  file: string
  text: string
  /** Null when it does not fit the schema; the findings say why. */
  value: T | null
  findings: Finding[]
  /** Where a key (or a list's item) is written; the nearest place around it when it is not there. */
  at(path: YamlPath): Place
}

/** An error where a key of the file, or a list's item, is written. */
export const errorAt = (file: YamlFile<unknown>, path: YamlPath, message: string, cure: string): Finding =>
  error(file.file, file.at(path), message, cure)

type Issue = z.core.$ZodIssue

function child(node: unknown, step: PropertyKey): { place: Node | undefined; value: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)]
    return isNode(item) ? { place: item, value: item } : undefined
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : key) === String(step))
  return pair && { place: isNode(pair.key) ? pair.key : undefined, value: pair.value }
}

/** The node where a path leads, or the last one on the way. */
function locate(document: Document, path: YamlPath): { place: Node | null | undefined; whole: boolean } {
  let place: Node | null | undefined = document.contents
  let value: unknown = document.contents
  for (const step of path) {
    const next = child(value, step)
    if (!next) return { place, whole: false }
    place = next.place ?? place
    value = next.value
  }
  return { place, whole: true }
}

/** The keys that a schema allows at a path. */
function keysAt(schema: z.core.$ZodType, path: YamlPath): string[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return keysAt(schema.unwrap(), path)
  const [step, ...rest] = path
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.core.$ZodType>
    if (step === undefined) return Object.keys(shape)
    const inner = shape[String(step)]
    return inner ? keysAt(inner, rest) : []
  }
  if (step === undefined) return []
  if (schema instanceof z.ZodArray) return keysAt(schema.element, rest)
  if (schema instanceof z.ZodRecord) return keysAt(schema.valueType, rest)
  return []
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
}

function nameOf(path: YamlPath): string {
  return path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : name ? `${name}.${String(step)}` : String(step)),
    '',
  )
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? 'nothing')
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** What is wrong and what to write instead, in an author's words. */
function explain(issue: Issue, missing: boolean): { message: string; cure: string } {
  const name = nameOf(issue.path) || 'the file'
  const input = 'input' in issue ? issue.input : undefined
  switch (issue.code) {
    case 'invalid_type': {
      const kind = kinds[issue.expected] ?? issue.expected
      if (missing) return { message: `'${name}' is missing`, cure: `Add ${String(issue.path.at(-1))}: ${kind}` }
      return { message: `${name} is ${shown(input)}`, cure: `Give ${kind}` }
    }
    case 'invalid_value': {
      const values = issue.values.map(String)
      if (missing)
        return {
          message: `'${name}' is missing`,
          cure: `Add ${String(issue.path.at(-1))}: one of ${values.join(', ')}`,
        }
      return { message: `${name} is ${shown(input)}`, cure: didYouMean(String(input), values) }
    }
    case 'invalid_key':
      return {
        message: `'${String(issue.path.at(-1))}' is no proper name here`,
        cure: `Use ${issue.issues[0]?.message ?? 'another name'}`,
      }
    case 'too_small':
    case 'too_big': {
      const most = issue.code === 'too_big'
      const limit = String(most ? issue.maximum : issue.minimum)
      if (issue.origin === 'string') return { message: `${name} is empty`, cure: 'Write the text' }
      if (issue.origin === 'array') return { message: `${name} is an empty list`, cure: `Give at least ${limit}` }
      const bound = issue.inclusive ? (most ? 'at most' : 'at least') : most ? 'less than' : 'more than'
      return { message: `${name} is ${shown(input)}`, cure: `Give ${bound} ${limit}` }
    }
    default:
      return { message: `${name} is ${shown(input)}`, cure: `Give ${issue.message}` }
  }
}

/** Parses a file's text. Never throws: what is wrong is in the findings. */
export function parseYaml<T>(text: string, file: string, schema: z.ZodType<T>): YamlFile<T> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const at = (path: YamlPath) => placeOf(locate(document, path).place?.range?.[0] ?? 0)
  const broken = (findings: Finding[]): YamlFile<T> => ({ file, text, value: null, findings, at })

  if (document.errors.length > 0) {
    return broken(
      document.errors.map(({ pos, message }) =>
        error(file, placeOf(pos[0]), `This is not YAML: ${message}`, 'Mind indentation, quotes and colons'),
      ),
    )
  }
  let data: unknown
  try {
    data = document.toJS()
  } catch (thrown) {
    // An alias without its anchor is found only here.
    return broken([error(file, { line: 1 }, `This is not YAML: ${String(thrown)}`, 'Write the value out')])
  }
  const result = schema.safeParse(data, { reportInput: true })
  if (result.success) return { file, text, value: result.data, findings: [], at }
  return broken(
    result.error.issues.flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') {
        const known = keysAt(schema, issue.path)
        return issue.keys.map((key) =>
          error(file, at([...issue.path, key]), `Unknown key '${key}'`, didYouMean(key, known)),
        )
      }
      const { message, cure } = explain(issue, !locate(document, issue.path).whole)
      return error(file, at(issue.path), message, cure)
    }),
  )
}
