import { tell } from '../api/socket'
import { watched } from './company'
import { labId, step } from './lab'

/** The learner has a check's hint before their eyes. */
export function tellHintOpened(check: string): void {
  if (labId.peek() === null || !step.peek() || watched.peek()) return
  tell('hint.opened', { lab: labId.peek() ?? '', step: step.peek()?.id ?? '', check })
}
