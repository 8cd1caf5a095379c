import { signal } from '@preact/signals'
import type { FaultAct } from '@contract/fault'
import type { LabRef } from '@contract/lab-ref'
import { isSameLab } from '@contract/lab-ref'
import { request } from '../api/socket'
import { follow, lab, labRef, step, stepIndex, thisLab } from './lab'
import { attempt } from './problems'
import { go, route } from './route'
import type { Block } from './step'
import { primaryBlock } from './step'
import { showShells } from './terminals'

/** Something the lab as a whole is busy with, until the server has answered. */
export type Doing = { what: 'start' | 'stop' | 'resetStep' | 'resetLab' } | { what: 'resetNode'; node: string }
export const doing = signal<Doing | null>(null)

async function whole(what: Doing, action: () => Promise<unknown>): Promise<boolean> {
  doing.value = what
  try {
    return await attempt(action)
  } finally {
    doing.value = null
  }
}

/** Starts a lab and opens it. */
export async function startLab(id: string): Promise<void> {
  const at = route.peek()
  go({ page: 'lab', lab: id, step: at.page === 'lab' ? at.step : null }, at.page === 'lab')
  await whole({ what: 'start' }, () => request('lab.start', { lab: id }))
}

export async function stopLab(ref: LabRef): Promise<void> {
  await whole({ what: 'stop' }, () => request('lab.stop', ref))
}

const thisStep = () => ({ ...thisLab(), step: step.peek()?.id ?? '' })

/** Runs a block in its terminals and shows them, or writes its file. */
export async function runBlock(block: Block): Promise<void> {
  const at = { ...thisStep(), block: block.id }
  await attempt(async () => showShells((await request('block.run', at)).shells))
}

/** Runs the block whose button is filled. */
export function runNext(): void {
  const block = primaryBlock.peek()
  if (block) void runBlock(block)
}

/** Nodes as they were when the step began. */
export async function resetStep(): Promise<void> {
  const ref = thisLab()
  await whole({ what: 'resetStep' }, () => request('lab.reset', { ...thisStep(), scope: 'step' }))
  await follow(ref)
}

export async function resetNode(node: string): Promise<void> {
  const ref = thisLab()
  await whole({ what: 'resetNode', node }, () => request('lab.reset', { ...ref, scope: 'node', node }))
  await follow(ref)
}

/** All nodes fresh, back to the first step. */
export async function resetLab(): Promise<void> {
  const ref = thisLab()
  const done = await whole({ what: 'resetLab' }, () => request('lab.reset', { ...ref, scope: 'lab' }))
  if (!isSameLab(ref, labRef.peek())) return
  if (done) goToStep(0)
  await follow(ref)
}

export async function fault(node: string, act: FaultAct): Promise<void> {
  await attempt(() => request('node.fault', { ...thisLab(), node, act }))
}

/** Plays the step's blocks, visibly, until its end. */
export async function solve(): Promise<void> {
  await attempt(() => request('step.solve', thisStep()))
}

export async function stopSolving(): Promise<void> {
  const ref = thisLab()
  await attempt(() => request('step.unsolve', ref))
  await follow(ref)
}

/** Goes to a step by its place, from 0; does nothing beyond the ends. */
function goToStep(index: number): void {
  const to = lab.peek()?.steps[index]
  const at = route.peek()
  if (to && at.page === 'lab') go({ ...at, step: to.id })
}

export const nextStep = () => goToStep(stepIndex.peek() + 1)
export const previousStep = () => goToStep(stepIndex.peek() - 1)
