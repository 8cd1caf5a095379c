import type { Problem } from '@contract/problem'
import type { ProblemText } from '@contract/problems/catalogue'
import { problemIn } from '@contract/problems/catalogue'
import { language } from './language'

/** A problem in the page's language. In English the catalogue leaves out the full stop: here the cure follows in the same line. */
export function problemText(problem: Problem, lang = language.value): ProblemText {
  const text = problemIn(lang, problem)
  return lang === 'en' ? { ...text, message: text.message.replace(/[\p{L}\p{N})]$/u, '$&.') } : text
}
