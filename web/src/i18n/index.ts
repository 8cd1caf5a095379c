import type { Both } from '@contract/lesson'
import type { Dictionary } from './dictionary'
import { en } from './en'
import { language } from './language'
import { zh } from './zh'

export { language } from './language'
export { problemText } from './problems'

const dictionaries: Record<'en' | 'zh', Dictionary> = { en, zh }

/** The strings in the language of the page; reading it in a component follows the language. */
export const t = (): Dictionary => dictionaries[language.value]

/** The one of both texts that is in the language of the page. */
export const pick = (text: Both): string => text[language.value]
