import { percentile, withThoseWaiting } from '../statistics'

/** What somebody felt of the server for a while. Milliseconds throughout. */
export interface Felt {
  /** From each keystroke to its echo, through the server. */
  echoes: number[]
  /** The same on the engine's raw stream: what the machine itself does at that time. */
  raws: number[]
  /** From asking for /health to its answer. */
  healths: number[]
}

/** Milliseconds between two keystrokes, and between two questions for /health. */
export const every = 25

export const together = (a: Felt, b: Felt): Felt => ({
  echoes: [...a.echoes, ...b.echoes],
  raws: [...a.raws, ...b.raws],
  healths: [...a.healths, ...b.healths],
})

/** What is felt in short; a standstill counts for every key that would have been typed during it. */
export function sum({ echoes, raws, healths }: Felt): { p50: number; p99: number; rawP99: number; health: number } {
  const [typed, raw] = [withThoseWaiting(echoes, every), withThoseWaiting(raws, every)]
  return {
    p50: percentile(typed, 0.5),
    p99: percentile(typed, 0.99),
    rawP99: percentile(raw, 0.99),
    health: Math.max(...healths),
  }
}

/** Aims: milliseconds of echo and of /health, bytes of the server's memory. */
export const aims = { echo: 100, health: 200, memory: 400 * 2 ** 20 }

/** Whether somebody who works meanwhile would not have noticed. */
export const unnoticed = (felt: Felt): boolean => {
  const { p99, health } = sum(felt)
  return p99 < aims.echo && health < aims.health
}
