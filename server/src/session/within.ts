import type { LabError } from '../errors'

/** What is awaited of a node, for so long: whoever answers there may have been stopped. Rejects with the error after that. */
export async function within<T>(ms: number, awaited: Promise<T>, late: () => LabError): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(late()), ms)))
  try {
    return await Promise.race([awaited, over])
  } finally {
    clearTimeout(timer)
  }
}
