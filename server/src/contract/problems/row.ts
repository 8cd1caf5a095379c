/** One row of the catalogue of problems, and its parameters: the `{names}` in its English text. */

type Text = readonly [message: string] | readonly [message: string, cure: string]

/** The names in a text: `'node' | 'most'` of `{node} has {most} terminals`. */
type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never

/** What stands between English and Chinese that do not have the same names, or of which only one has a cure: no type at all. */
type Alike<En extends Text, Zh extends Text> = [Names<En[number]>, En['length']] extends [
  Names<Zh[number]>,
  Zh['length'],
]
  ? [Names<Zh[number]>] extends [Names<En[number]>]
    ? unknown
    : { 'not in the English text': Exclude<Names<Zh[number]>, Names<En[number]>> }
  : { 'lacks a cure, or names': Exclude<Names<En[number]>, Names<Zh[number]>> }

/** What happened, and what to do about it. `{name}` stands for a parameter. */
export interface Row {
  /** Status of an HTTP answer; 500 where it is left out. */
  status?: number
  /** For terminals and logs too: without a full stop. */
  en: Text
  zh: Text
}

/** A row whose two texts have the same parameters; others do not compile. */
export const problem = <const En extends Text, const Zh extends Text>(
  row: Row & { en: En; zh: Zh & Alike<En, Zh> },
): Row & { en: En } => row

/** The parameters of a row. */
export type ParamsOf<R extends Row> = Record<Names<R['en'][number]>, string | number>

/** A text with its parameters filled in. What they hold is not looked at again, whatever it looks like. */
export const fill = (text: string, params: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
