import type { FaultAct } from '@contract/fault'
import type { Dictionary } from './dictionary'

/** What an act is called: when it happens, on its button, and while it lasts. */
export function faultWords(act: FaultAct, words: Dictionary): { what: string; button: string; lasts: string } {
  if (act in words.faultActs) return words.faultActs[act as keyof Dictionary['faultActs']]
  const [program = '', how = ''] = act.split(' ')
  const { what, button, lasts } = words.programActs[how as keyof Dictionary['programActs']]
  return { what: what(program), button, lasts: lasts(program) }
}

/** How much of it there is, where that can be said in figures. */
export const faultSize = (act: FaultAct, words: Dictionary): string | undefined =>
  (words.faultSize as Partial<Record<FaultAct, string>>)[act]
