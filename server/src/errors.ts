import type { Problem } from '@contract/problem'

/** An error that says what happened and what to do about it, and keeps that on its way to a terminal, a route or a socket. */
export class LabError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly cure?: string,
    readonly params?: Problem['params'],
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'LabError'
  }
}

/** What came from outside is not what the protocol allows: its sender is broken, or means harm. */
export class ProtocolError extends Error {}

/** Any thrown value as a problem; what is not a LabError is a defect of ours, and says so. */
export function toProblem(error: unknown): Problem {
  if (error instanceof LabError) {
    const { code, message, cure, params } = error
    return { code, message, ...(cure && { cure }), ...(params && { params }) }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message, cure: 'This is a defect of LVS Lab: please report it with the server’s log.' }
}

/** A system error code such as ENOENT, if the thrown value carries one. */
export function systemCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
}
