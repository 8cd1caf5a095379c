import type { Engine } from './engine'
import { engineCall } from './engine'
import { ensureGuard } from './guard'

/** Since when the installation's guard runs, in milliseconds since 1970. It ends with the engine and its machine only, as nodes do. */
export async function guardSince(engine: Engine, image: string): Promise<number> {
  const { container } = await ensureGuard(engine, image)
  const { State } = await engineCall('looking since when the guard runs', () => container.inspect())
  return Date.parse(State.StartedAt)
}
