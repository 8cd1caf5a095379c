import type { Signal } from '@preact/signals'
import { effect, signal } from '@preact/signals'

/** A signal that this browser remembers under `lvs-lab.<name>`. What does not pass `accepts` falls back to `initial`. */
export function stored<T>(name: string, initial: T, accepts: (value: unknown) => boolean): Signal<T> {
  const key = `lvs-lab.${name}`
  const state = signal(read(key, initial, accepts))
  let first = true
  effect(() => {
    const text = JSON.stringify(state.value)
    if (first) first = false
    else write(key, text)
  })
  return state
}

/** Whether this browser remembers anything under that name. */
export function isStored(name: string): boolean {
  try {
    return localStorage.getItem(`lvs-lab.${name}`) !== null
  } catch {
    return false // storage is switched off
  }
}

function read<T>(key: string, initial: T, accepts: (value: unknown) => boolean): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return accepts(value) ? (value as T) : initial
  } catch {
    return initial // storage is switched off, or holds what an older page wrote
  }
}

function write(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {
    // Without storage the choice holds until the page is closed.
  }
}
