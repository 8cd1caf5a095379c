import type { Problem } from '@contract/problem'
import { toProblem } from '../src/errors'

/** Why a measurement cannot go on. Who measures reads it in a terminal; the catalogue is for those who use labs. */
export class BenchError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly cure?: string,
  ) {
    super(message)
  }
}

/** Any thrown value as a problem. */
export function benchProblem(error: unknown): Problem {
  if (!(error instanceof BenchError)) return toProblem(error)
  const { code, message, cure } = error
  return { code, message, ...(cure && { cure }) }
}
