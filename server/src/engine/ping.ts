import type Docker from 'dockerode'

/** Asks an engine for a sign of life; rejects when none comes in that many milliseconds. */
export async function ping(docker: Docker, withinMs: number): Promise<void> {
  // Its types know this form with a callback only.
  const pong: unknown = docker.ping({ abortSignal: AbortSignal.timeout(withinMs) } as never)
  await Promise.resolve(pong)
}
