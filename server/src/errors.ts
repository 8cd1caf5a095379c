import type { Problem } from '@contract/problem'
import { type Given, type ProblemCode, type ProblemParams, problemOf } from '@contract/problems/catalogue'

/** A problem of the catalogue as an error: it keeps what happened and what to do on its way to a terminal, a route or a socket. */
export class LabError<C extends ProblemCode = ProblemCode> extends Error {
  readonly code: ProblemCode
  readonly cure: string | undefined
  readonly params: Problem['params']

  constructor(code: C, ...[params, options]: Given<C, [options?: ErrorOptions]>) {
    const { message, cure } = problemOf<ProblemCode>(code, params as ProblemParams<ProblemCode>)
    super(message, options)
    this.name = 'LabError'
    this.code = code
    this.cure = cure
    this.params = params
  }
}

/** What an error of any kind says. */
export const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What came from outside is not what the protocol allows: its sender is broken, or means harm. */
export class ProtocolError extends Error {}

/** Any thrown value as a problem; what is not a LabError is a defect of ours, and says so. */
export function toProblem(error: unknown): Problem {
  if (!(error instanceof LabError)) return problemOf('internal', { error: words(error) })
  const { code, message, cure, params } = error
  return { code, message, ...(cure && { cure }), ...(params && { params }) }
}

/** A system error code such as ENOENT, if the thrown value carries one. */
export function systemCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
}
