import type { en } from './en'

/** A text, or a tree of texts, in another language. */
export type Translated<T> = T extends (...said: infer A) => string
  ? (...said: A) => string
  : T extends string
    ? string
    : { [K in keyof T]: Translated<T[K]> }

/** The shape of a translation: a missing key is a type error. */
export type Dictionary = Translated<typeof en>

/** A problem in the page's words: what happened, and what to do about it here. */
export interface ProblemText {
  message: string
  cure?: string
  /** The server's own words, where they say more than the translation. */
  detail?: string
}

/** Words for a problem's code, from the figures and names it carries. */
export type ProblemTexts = Record<string, (params: Record<string, string | number>) => ProblemText>
