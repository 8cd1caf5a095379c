import { computed, signal } from '@preact/signals'
import type { EngineView } from '@contract/engine'
import { listen } from '../api/socket'

/** Whether the engine is there; null until the server has said so. */
export const engine = signal<EngineView | null>(null)

/** The engine is away: what was last seen of nodes may no longer be so. */
export const engineAway = computed(() => engine.value?.state === 'away' || engine.value?.state === 'stopped')

export function watchEngine(): void {
  listen('engine', (view) => (engine.value = view))
}
