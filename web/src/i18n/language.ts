import { effect } from '@preact/signals'
import type { Language } from '@contract/lesson'
import { isStored, stored } from '../ui/stored'

const preferred = (): Language =>
  typeof navigator !== 'undefined' && navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'

/** The language of the page and of the lesson; the browser's at first, then the learner's choice. */
export const language = stored<Language>('language', preferred(), (value) => value === 'en' || value === 'zh')

/** Takes up a language, unless one was chosen in this browser before. */
export function suggestLanguage(suggested: Language): void {
  if (!isStored('language')) language.value = suggested
}

/** Keeps `<html lang>` in step. */
export function applyLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
  })
}
