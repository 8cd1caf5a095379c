import { computed, effect, signal } from '@preact/signals'
import { stored } from './stored'

type Theme = 'light' | 'dark'

/** The learner's choice; null follows the system. */
const choice = stored<Theme | null>('theme', null, (value) => value === 'light' || value === 'dark')
const system = signal<Theme>('light')

/** The theme in force. */
export const theme = computed<Theme>(() => choice.value ?? system.value)

/** Switches between light and dark, and remembers it. */
export function switchTheme(): void {
  choice.value = theme.value === 'dark' ? 'light' : 'dark'
}

/** Follows the system and keeps `<html data-theme>` in step. */
export function applyTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const follow = () => (system.value = dark.matches ? 'dark' : 'light')
  dark.addEventListener('change', follow)
  follow()
  effect(() => {
    if (choice.value) document.documentElement.dataset['theme'] = choice.value
    else delete document.documentElement.dataset['theme']
  })
}
