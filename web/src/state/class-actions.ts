import type { ClassInput } from '@contract/classroom'
import type { LabRef } from '@contract/lab-ref'
import type { Payload, Requests, Result } from '@contract/socket'
import { request } from '../api/socket'
import { classId, takeClass } from './classes'
import { linkOf } from './door'
import { readLogAgain } from './log'
import { attempt } from './problems'
import { go } from './route'

/** Asks for something; null when it was refused, which then is told. */
async function ask<K extends keyof Requests>(event: K, payload: Payload<K>): Promise<Result<K> | null> {
  let answer: Result<K> | null = null
  await attempt(async () => (answer = await request(event, payload)))
  return answer
}

const opened = () => classId.peek() ?? ''

/** Makes a class and opens it. */
export async function makeClass(input: ClassInput): Promise<void> {
  const made = await ask('class.make', input)
  if (made) go({ page: 'class', class: made.id, lab: null, watch: null })
}

export async function changeClass(change: Partial<ClassInput> & { open?: boolean }): Promise<boolean> {
  const view = await ask('class.change', { class: opened(), change })
  if (view) takeClass(view)
  return view !== null
}

/** A new join code; the one before stops working. */
export async function newCode(): Promise<void> {
  const view = await ask('class.code', { class: opened() })
  if (view) takeClass(view)
}

/** Ends the class for good. */
export async function endClass(): Promise<boolean> {
  const view = await ask('class.end', { class: opened() })
  if (view) takeClass(view)
  return view !== null
}

export const forAll = (what: 'pause' | 'resume' | 'extend' | 'stop') =>
  attempt(() => request('class.all', { class: opened(), what }))

/** Does something about a step for everybody; gives the number of learners, null when refused. */
export async function stepForAll(lab: string, step: string, what: 'solve' | 'reset' | 'count'): Promise<number | null> {
  return (await ask('class.step', { class: opened(), lab, step, what }))?.learners ?? null
}

/** To one learner, or (null) to all. Says whether it went. */
export async function message(person: string | null, text: string): Promise<boolean> {
  const went = await attempt(() => request('class.message', { class: opened(), person, text }))
  readLogAgain()
  return went
}

export const audit = () => ask('class.audit', { class: opened() })

/** A link for a colleague; null when refused. */
export async function invite(name: string, role: 'observer' | 'instructor'): Promise<string | null> {
  const made = await ask('staff.invite', { name, role })
  return made && linkOf(made)
}

/** Instructors and observers; null when refused. */
export const staff = () => ask('staff.list', {})
export const putStaffOut = (person: string) => attempt(() => request('staff.remove', { person }))

/** A new personal link for a learner; null when refused. */
export async function newLinkFor(person: string): Promise<string | null> {
  const made = await ask('person.link', { class: opened(), person })
  readLogAgain()
  return made && linkOf(made)
}

export const putOut = (person: string) => attempt(() => request('person.remove', { class: opened(), person }))
export const letIn = (person: string) => attempt(() => request('person.readmit', { class: opened(), person }))
export const merge = (person: string, into: string) =>
  attempt(() => request('person.merge', { class: opened(), person, into }))

/** Types in the learner's terminals too, or no longer. */
export const takePart = (ref: LabRef, part: boolean) => attempt(() => request('company.take', { ...ref, part }))

export const extendLab = (ref: LabRef) => attempt(() => request('lab.extend', ref))

/** Does something about a step in one learner's lab. */
export const stepFor = (ref: LabRef, step: string, what: 'solve' | 'reset' | 'count') =>
  attempt(() => {
    if (what === 'solve') return request('step.solve', { ...ref, step })
    if (what === 'count') return request('step.count', { ...ref, step })
    return request('lab.reset', { ...ref, scope: 'step', step })
  })
