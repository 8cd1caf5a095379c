import type { en } from './en'

/** A text, or a tree of texts, in another language. */
export type Translated<T> = T extends (...said: infer A) => string
  ? (...said: A) => string
  : T extends string
    ? string
    : { [K in keyof T]: Translated<T[K]> }

/** The shape of a translation: a missing key is a type error. */
export type Dictionary = Translated<typeof en>
