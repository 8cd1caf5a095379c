/** Every problem that LVS Lab tells anybody: one row each. */
import type { Language } from '../lesson'
import type { Problem } from '../problem'
import { access } from './access'
import { classes } from './classes'
import { engine } from './engine'
import { labs } from './labs'
import { nodes } from './nodes'
import { page } from './page'
import { type ParamsOf, type Row, fill } from './row'
import { setup } from './setup'
import { store } from './store'
import { terminals } from './terminals'

/** By topic; no code is in two of them. */
export const topics = [access, classes, engine, labs, nodes, page, setup, store, terminals] as const

const catalogue = {
  ...access,
  ...classes,
  ...engine,
  ...labs,
  ...nodes,
  ...page,
  ...setup,
  ...store,
  ...terminals,
}

export type ProblemCode = keyof typeof catalogue
/** The parameters that a problem must be given: no other, and none missing. */
export type ProblemParams<C extends ProblemCode> = ParamsOf<(typeof catalogue)[C]>

/** What follows a code: its parameters where it has any, then what `More` says. */
export type Given<C extends ProblemCode, More extends unknown[] = []> = [keyof ProblemParams<C>] extends [never]
  ? [params?: undefined, ...more: More]
  : [params: ProblemParams<C>, ...more: More]

const rowOf = (code: string): Row | undefined =>
  Object.hasOwn(catalogue, code) ? catalogue[code as ProblemCode] : undefined

/** Status of the HTTP answer that tells this problem. */
export const statusOf = (code: string): number => rowOf(code)?.status ?? 500

/** What is said of a problem: what happened, and what to do about it. */
export interface ProblemText {
  message: string
  cure?: string
}

function textOf([message, cure]: Row['en'], params: Problem['params'] = {}): ProblemText {
  const filled = cure && fill(cure, params)
  return { message: fill(message, params), ...(filled && { cure: filled }) }
}

/** A problem, ready to be sent: its message and cure are in English. */
export function problemOf<C extends ProblemCode>(code: C, ...[params]: Given<C>): Problem {
  return { code, ...textOf(catalogue[code].en, params), ...(params && { params }) }
}

/** What is said of a problem in this language; of one that is not in the catalogue, what it says itself. */
export function problemIn(language: Language, { code, message, cure, params }: Problem): ProblemText {
  const row = rowOf(code)
  return row ? textOf(row[language], params) : { message, ...(cure && { cure }) }
}
