import { computed, effect, signal } from '@preact/signals'
import type { Me } from '@contract/classroom'
import { line, listen, request } from '../api/socket'
import { report } from './problems'

/** Who the page belongs to; null until the server has said so. */
export const me = signal<Me | null>(null)

export const isInstructor = computed(() => me.value?.role === 'instructor')
/** Sees classes: does things in them, or only looks. */
export const isStaff = computed(() => isInstructor.value || me.value?.role === 'observer')

/** Keeps it up to date while there is a line to the server. */
export function watchMe(): void {
  listen('me', (view) => (me.value = view))
  effect(() => {
    if (line.value.state === 'connected') request('me.watch', {}).then((view) => (me.value = view), report)
  })
}
