import { effect, signal } from '@preact/signals'
import * as door from '../api/door'
import { Refusal, knockAgain, line } from '../api/socket'
import { suggestLanguage } from '../i18n/language'
import type { Problem } from '@contract/problem'
import { attempt, report } from './problems'

/** Whether classes are held on this server; null: not known yet, or not asked, since this browser was let in. */
export const classesHeld = signal<boolean | null>(null)
/** The personal link of whoever has just joined, until it was put away: the server tells it only once. */
export const freshLink = signal<string | null>(null)

/** A path as a link that works elsewhere. */
const whole = (path: string) => new URL(path, location.origin).href
export const linkOf = ({ link }: { link: string }) => whole(link)

/** Finds out what a browser that was not let in stands before. */
export function watchDoor(): void {
  effect(() => {
    if (line.value.state === 'unauthorized') door.holdsClasses().then((held) => (classesHeld.value = held), report)
  })
}

/** Joins a class. Gives what stands against it. */
export async function join(code: string, name: string): Promise<Problem | null> {
  try {
    const joined = await door.join({ code, name })
    suggestLanguage(joined.language)
    freshLink.value = linkOf(joined)
    knockAgain()
    return null
  } catch (error) {
    if (error instanceof Refusal) return error.problem
    throw error
  }
}

/** Ends this browser's login; the page then stands before the door again. */
export async function leave(): Promise<void> {
  if (await attempt(door.leave)) location.assign('/join')
}
