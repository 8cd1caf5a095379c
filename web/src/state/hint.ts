import { tell } from '../api/socket'
import { watched } from './company'
import { labRef, step, thisLab } from './lab'

/** The learner has a check's hint before their eyes. */
export function tellHintOpened(check: string): void {
  if (labRef.peek() === null || !step.peek() || watched.peek()) return
  tell('hint.opened', { ...thisLab(), step: step.peek()?.id ?? '', check })
}
