import { signal } from '@preact/signals'
import type { Diagnosis } from '@contract/diagnosis'
import type { Problem } from '@contract/problem'
import { Refusal, request } from '../api/socket'
import { step, thisLab } from '../state/lab'

/** What the learner has asked about a check that does not hold: the machines' answer, and then the cure. */
export interface Asked {
  /** Null: the machines are being asked. */
  said: Diagnosis[] | Problem | null
  cure: boolean
  hidden: boolean
}

/** By lab, step and check. */
const asked = signal<ReadonlyMap<string, Asked>>(new Map())

const key = (check: string) => `${thisLab().person} ${thisLab().lab} ${step.peek()?.id ?? ''} ${check}`

function set(at: string, change: Partial<Asked>): void {
  const before = asked.peek().get(at) ?? { said: null, cure: false, hidden: false }
  asked.value = new Map(asked.peek()).set(at, { ...before, ...change })
}

/** What was asked about a check of the step that is shown. */
export const askedOf = (check: string): Asked | undefined => asked.value.get(key(check))

/** Asks the machines what is wrong. */
export async function askMachines(check: string): Promise<void> {
  const at = key(check)
  set(at, { said: null, hidden: false })
  try {
    set(at, { said: await request('check.diagnose', { ...thisLab(), step: step.peek()?.id ?? '', check }) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    set(at, { said: error.problem })
  }
}

export const showCure = (check: string): void => set(key(check), { cure: true })
export const hide = (check: string, hidden: boolean): void => set(key(check), { hidden })

/** The check holds: what was said about it is over. */
export function forgetAsked(check: string): void {
  const at = key(check)
  if (!asked.peek().has(at)) return
  const left = new Map(asked.peek())
  left.delete(at)
  asked.value = left
}
