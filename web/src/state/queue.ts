import type { SessionView } from '@contract/view'

/** A session's place in the queue, from 1, and what it waits for; null: it does not wait. */
export function queuePlace(session: SessionView | null): { place: string; why: 'room' | 'turn' } | null {
  const { code, detail } = session?.progress ?? {}
  if (session?.phase !== 'starting' || detail === undefined) return null
  if (code !== 'queue.room' && code !== 'queue.turn') return null
  return { place: detail, why: code === 'queue.room' ? 'room' : 'turn' }
}
