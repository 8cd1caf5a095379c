/** The value below which the given share (0…1) of the values lies, by nearest rank. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** The middle value; of an even number of values the mean of the middle two. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const pair = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]] as [number, number]
  return sorted.length === 0 ? Number.NaN : (pair[0] + pair[1]) / 2
}

/**
 * Somebody who types every so many milliseconds would have typed on while one key waited: those keys waited too, each a little
 * less. Without them a standstill of ten seconds would be one value among many.
 */
export function withThoseWaiting(waits: number[], every: number): number[] {
  return waits.flatMap((wait) =>
    Array.from({ length: Math.max(1, Math.ceil(wait / every)) }, (_, key) => wait - key * every),
  )
}
