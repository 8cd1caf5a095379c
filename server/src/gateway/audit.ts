import { type MessageRow, isLabRight } from '@contract/requests/row'
import type { Result } from '@contract/socket'
import type { Classroom } from '../classes/classroom'
import type { Identity } from '../classes/people'
import type { RequestContext } from './request-context'

/** Writes down what an instructor did to others, and notes that a learner did something. It follows from the row's right: no row can forget it. */
export async function audit(
  { classroom, who }: { classroom: Classroom; who: Identity },
  event: string,
  { right }: MessageRow,
  payload: object,
  { workspace, isOwner }: RequestContext,
  value: unknown,
): Promise<void> {
  if (right === 'instructor' || (right === 'act' && !isOwner)) {
    const { class: ofClass, person, ...said } = payload as { class?: string; person?: string | null }
    const made = event === 'class.make' ? (value as Result<'class.make'>).id : null
    // Whoever reads it later may find the person on no roster.
    const about = person ? await classroom.people.store.get(person) : null
    const detail = { ...(about && { name: about.name }), ...said }
    await classroom.audit(who, ofClass ?? made, person ?? (isOwner ? null : workspace.person), event, detail)
  }
  if (isOwner && isLabRight(right) && right !== 'look') workspace.acts()
}
