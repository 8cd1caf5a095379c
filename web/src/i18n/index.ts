import type { Both } from '@contract/lesson'
import type { Problem } from '@contract/problem'
import type { Dictionary, ProblemText } from './dictionary'
import { en } from './en'
import { language } from './language'
import { detailed, problemTexts } from './problems'
import { zh } from './zh'

export { language } from './language'

const dictionaries: Record<'en' | 'zh', Dictionary> = { en, zh }

/** The strings in the language of the page; reading it in a component follows the language. */
export const t = (): Dictionary => dictionaries[language.value]

/** The one of both texts that is in the language of the page. */
export const pick = (text: Both): string => text[language.value]

/** A problem that the page itself finds, in English, as the server tells its own; the code must have English words. */
export function pageProblem(code: string, params: Problem['params'] = {}): Problem {
  const { message, cure } = problemText({ code, message: code, params }, 'en')
  return { code, message, params, ...(cure && { cure }) }
}

/** A problem in the page's language, where there are words for its code; else as the server said it. */
export function problemText({ code, message, cure, params = {} }: Problem, lang = language.value): ProblemText {
  const words = problemTexts[lang][code]?.(params)
  if (!words) return { message, ...(cure && { cure }) }
  return { ...words, ...(detailed.has(code) && { detail: message }) }
}
